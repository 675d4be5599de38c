#include "clocks.h"

#include "stm32f4.h"

#define HSI_HZ 16000000u

/* RM0090 7.3.2: 16 MHz / 8 = 2 MHz into the VCO, which jitters least; * 168 = 336 MHz; / 2. */
#define PLL_M 8u
#define PLL_N 168u
#define PLL_P_IS_2 0u
#define PLL_HZ (HSI_HZ / PLL_M * PLL_N / 2u)

/* At most 42 MHz on APB1 and 84 MHz on APB2 (data sheets, "General operating conditions"); RM0090
 * 7.3.3 has the codes. 168 MHz needs neither the over-drive of the STM32F446 (RM0390 5.1) nor
 * another voltage scale than the one after reset (PWR_CR: RM0090 5.4.1, RM0390 5.4.1). */
#define APB1_DIVIDER 4u
#define PRE_BY_4 5u
#define PRE_BY_2 4u
#define SW_PLL 2u

/* 150 to 168 MHz at 2.7 V or more: RM0090 table 10, RM0390 3.4.1. */
#define WAIT_STATES 5u

/* RM0090 38.6.1. Revision A of the STM32F405/407 gives the id of the STM32F2, which has no
 * Cortex-M4 (errata sheet ES0182, "MCU device ID is incorrect"). */
#define DEVICE_F405_F407 0x413u
#define DEVICE_F405_F407_REVISION_A 0x411u
#define REVISION_A 0x1000u

/* The PLL locks within 300 us (data sheets, "Main PLL characteristics"), which are 4,800 cycles of
 * 16 MHz; every look takes several. */
#define LOOKS 10000u

static int comes(volatile const uint32_t *word, uint32_t mask, uint32_t value) {
    for (uint32_t i = 0; i < LOOKS; ++i) {
        if ((*word & mask) == value) {
            return 1;
        }
    }
    return 0;
}

static uint32_t with_field(uint32_t word, uint32_t at, uint32_t bits, uint32_t value) {
    const uint32_t mask = ((1u << bits) - 1u) << at;
    return (word & ~mask) | value << at;
}

/* Revision A does not support the prefetch (errata sheet ES0182, on the ART Accelerator). */
static uint32_t prefetch(void) {
    const uint32_t device = TE_DBGMCU_IDCODE & 0xfffu;
    const uint32_t revision = TE_DBGMCU_IDCODE >> 16;
    if (device == DEVICE_F405_F407_REVISION_A) {
        return 0;
    }
    return device == DEVICE_F405_F407 && revision == REVISION_A ? 0 : TE_FLASH_ACR_PRFTEN;
}

static int lock_pll(void) {
    uint32_t config = TE_RCC_PLLCFGR & ~TE_RCC_PLLCFGR_SRC_HSE;
    config = with_field(config, TE_RCC_PLLCFGR_M, 6, PLL_M);
    config = with_field(config, TE_RCC_PLLCFGR_N, 9, PLL_N);
    TE_RCC_PLLCFGR = with_field(config, TE_RCC_PLLCFGR_P, 2, PLL_P_IS_2);
    TE_RCC_CR |= TE_RCC_CR_PLLON;
    return comes(&TE_RCC_CR, TE_RCC_CR_PLLRDY, TE_RCC_CR_PLLRDY);
}

/* RM0090 3.5.1: the wait states must have been taken before the clock rises. */
static int slow_flash_down(void) {
    TE_FLASH_ACR = WAIT_STATES | TE_FLASH_ACR_ICEN | TE_FLASH_ACR_DCEN | prefetch();
    return comes(&TE_FLASH_ACR, TE_FLASH_ACR_LATENCY, WAIT_STATES);
}

static int switch_to_pll(void) {
    const uint32_t slow = TE_RCC_CFGR;
    uint32_t fast = with_field(slow, TE_RCC_CFGR_HPRE, 4, 0);
    fast = with_field(fast, TE_RCC_CFGR_PPRE1, 3, PRE_BY_4);
    fast = with_field(fast, TE_RCC_CFGR_PPRE2, 3, PRE_BY_2);
    TE_RCC_CFGR = fast; /* the dividers first, so that no bus is ever too fast */
    TE_RCC_CFGR = with_field(fast, TE_RCC_CFGR_SW, 2, SW_PLL);
    if (comes(&TE_RCC_CFGR, 3u << TE_RCC_CFGR_SWS, SW_PLL << TE_RCC_CFGR_SWS)) {
        return 1;
    }
    TE_RCC_CFGR = slow;
    return 0;
}

uint32_t te_clocks_start(void) {
    if (lock_pll() && slow_flash_down() && switch_to_pll()) {
        return PLL_HZ / APB1_DIVIDER;
    }
    TE_RCC_CR &= ~TE_RCC_CR_PLLON;
    return HSI_HZ;
}
