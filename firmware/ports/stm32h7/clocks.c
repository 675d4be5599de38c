#include "clocks.h"

#include "stm32h7.h"

/* 8.7, RCC_PLLCKSELR, RCC_PLLCFGR, RCC_PLL1DIVR: 64 MHz / 10 = 6.4 MHz into the
 * VCO; * 125 = 800 MHz; / 4 = 200 MHz, which is the most at voltage scale 3 (DS12110, "General
 * operating conditions"). The fields of the last hold one less. */
#define PLLCKSELR_HSI_BY_10 (10u << 4)
#define PLLCFGR_MASK (0xfu | 7u << 16)
#define PLLCFGR_4_TO_8_MHZ_WIDE_P ((2u << 2) | (1u << 16))
#define PLL1DIVR_125_BY_4 ((125u - 1u) | (4u - 1u) << 9 | (2u - 1u) << 16 | (2u - 1u) << 24)

/* 8.7, RCC_D1CFGR to RCC_D3CFGR: buses at 100 MHz, peripherals at 50 MHz, the most at voltage scale
 * 3. */
#define D1CFGR_BY_2 ((8u << 0) | (4u << 4))
#define D2CFGR_BY_2 ((4u << 4) | (4u << 8))
#define D3CFGR_BY_2 (4u << 4)

/* 4.3.8, recommended wait states: 90 to 135 MHz at voltage scale 3: two, and programming delay
 * 2. */
#define ACR_100_MHZ ((2u << 0) | (2u << 4))

/* The PLL locks within 150 us (DS12110, "PLL characteristics"): 9,600 cycles of 64 MHz; every look
 * takes several. */
#define LOOKS 20000u

/* Caches: Armv7-M Architecture Reference Manual (DDI 0403), B2.2.7, B3.2.8, B4.8. */
#define CCR TE_REG(0xe000ed14u)
#define CCR_DC (1u << 16)
#define CCR_IC (1u << 17)
#define CCSIDR TE_REG(0xe000ed80u)
#define CSSELR TE_REG(0xe000ed84u)
#define ICIALLU TE_REG(0xe000ef50u)
#define DCISW TE_REG(0xe000ef60u)

static void barrier(void) {
    __asm volatile("dsb\n\tisb" ::: "memory");
}

static int comes(volatile const uint32_t *word, uint32_t mask, uint32_t value) {
    for (uint32_t i = 0; i < LOOKS; ++i) {
        if ((*word & mask) == value) {
            return 1;
        }
    }
    return 0;
}

static int lock_pll(void) {
    TE_RCC_PLLCKSELR = PLLCKSELR_HSI_BY_10;
    TE_RCC_PLLCFGR = (TE_RCC_PLLCFGR & ~PLLCFGR_MASK) | PLLCFGR_4_TO_8_MHZ_WIDE_P;
    TE_RCC_PLL1DIVR = PLL1DIVR_125_BY_4;
    TE_RCC_CR |= TE_RCC_CR_PLL1ON;
    return comes(&TE_RCC_CR, TE_RCC_CR_PLL1RDY, TE_RCC_CR_PLL1RDY);
}

static void speed_up(void) {
    if (!lock_pll()) {
        TE_RCC_CR &= ~TE_RCC_CR_PLL1ON;
        return;
    }
    /* The dividers first, so that no bus is ever too fast. */
    TE_RCC_D1CFGR = D1CFGR_BY_2;
    TE_RCC_D2CFGR = D2CFGR_BY_2;
    TE_RCC_D3CFGR = D3CFGR_BY_2;
    TE_RCC_CFGR = (TE_RCC_CFGR & ~TE_RCC_CFGR_SW) | TE_RCC_CFGR_SW_PLL1;
    /* The flash starts with seven wait states, enough for all clocks: these come down, and only
     * after the switch, which both outcomes stand. */
    (void)comes(&TE_RCC_CFGR, TE_RCC_CFGR_SWS, TE_RCC_CFGR_SWS_PLL1);
    TE_FLASH_ACR = ACR_100_MHZ;
}

static void start_instruction_cache(void) {
    barrier();
    ICIALLU = 0;
    barrier();
    CCR |= CCR_IC;
    barrier();
}

/* After power-on its contents are anything, tags included. */
static void invalidate_data_cache(void) {
    CSSELR = 0;
    barrier();
    const uint32_t size = CCSIDR;
    const uint32_t last_set = size >> 13 & 0x7fffu;
    const uint32_t last_way = size >> 3 & 0x3ffu;
    const uint32_t line_shift = (size & 7u) + 4u;
    const uint32_t way_shift = last_way == 0 ? 0 : (uint32_t)__builtin_clz(last_way);
    for (uint32_t set = 0; set <= last_set; ++set) {
        for (uint32_t way = 0; way <= last_way; ++way) {
            DCISW = way << way_shift | set << line_shift;
        }
    }
    barrier();
}

static void start_data_cache(void) {
    if ((CCR & CCR_DC) != 0) {
        return;
    }
    invalidate_data_cache();
    CCR |= CCR_DC;
    barrier();
}

void te_clocks_start(void) {
    speed_up();
    start_instruction_cache();
    start_data_cache();
}
