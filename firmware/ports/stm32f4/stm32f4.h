/* The registers of STM32F4 chips that are used here. RM0090 Rev 19 is the reference manual of the
 * STM32F405/407, RM0390 Rev 6 that of the STM32F446; where they agree, RM0090's sections are named.
 *
 * The board file says which of the USARTs on APB1 the board talks through, and on which pins. */
#ifndef TE_STM32F4_H
#define TE_STM32F4_H

#include <stdint.h>

#define TE_REG(address) (*(volatile uint32_t *)(address))

/* RM0090 7.3: reset and clock control. */
#define TE_RCC_CR TE_REG(0x40023800u)
#define TE_RCC_CR_PLLON (1u << 24)
#define TE_RCC_CR_PLLRDY (1u << 25)
#define TE_RCC_PLLCFGR TE_REG(0x40023804u)
#define TE_RCC_PLLCFGR_M 0u /* 6 bits, VCO input = source / M */
#define TE_RCC_PLLCFGR_N 6u /* 9 bits, VCO = input * N */
#define TE_RCC_PLLCFGR_P 16u /* 2 bits, output = VCO / (2 + 2 P) */
#define TE_RCC_PLLCFGR_SRC_HSE (1u << 22)
#define TE_RCC_CFGR TE_REG(0x40023808u)
#define TE_RCC_CFGR_SW 0u /* 2 bits */
#define TE_RCC_CFGR_SW_PLL 2u
#define TE_RCC_CFGR_SWS 2u /* 2 bits */
#define TE_RCC_CFGR_HPRE 4u /* 4 bits */
#define TE_RCC_CFGR_PPRE1 10u /* 3 bits */
#define TE_RCC_CFGR_PPRE2 13u /* 3 bits */
#define TE_RCC_AHB1ENR TE_REG(0x40023830u)
#define TE_RCC_APB1ENR TE_REG(0x40023840u)

/* RM0090 3.9.1: flash access control. */
#define TE_FLASH_ACR TE_REG(0x40023c00u)
#define TE_FLASH_ACR_LATENCY 0xfu
#define TE_FLASH_ACR_PRFTEN (1u << 8)
#define TE_FLASH_ACR_ICEN (1u << 9)
#define TE_FLASH_ACR_DCEN (1u << 10)

/* RM0090 38.6.1 and 38.16.3: what chip it is, and how it is debugged. */
#define TE_DBGMCU_IDCODE TE_REG(0xe0042000u)
#define TE_DBGMCU_CR TE_REG(0xe0042004u)
#define TE_DBGMCU_CR_SLEEP (1u << 0)

/* RM0090 8.4: one block of 1 KiB for each letter; RM0090 2.3 has the memory map. */
typedef struct {
    volatile uint32_t moder, otyper, ospeedr, pupdr, idr, odr, bsrr, lckr, afr[2];
} te_gpio;
#define TE_GPIO ((te_gpio *)(0x40020000u + 0x400u * TE_BOARD_GPIO))

/* RM0090 30.6. */
typedef struct {
    volatile uint32_t sr, dr, brr, cr1, cr2, cr3, gtpr;
} te_usart;
#define TE_USART ((te_usart *)TE_BOARD_USART)
#define TE_USART_SR_ORE (1u << 3)
#define TE_USART_SR_RXNE (1u << 5)
#define TE_USART_SR_TXE (1u << 7)
#define TE_USART_CR1_RE (1u << 2)
#define TE_USART_CR1_TE (1u << 3)
#define TE_USART_CR1_RXNEIE (1u << 5)
#define TE_USART_CR1_UE (1u << 13)

#endif
