/* The registers of the STM32H743 that are used here. Sections of RM0433 Rev 8, its reference
 * manual.
 *
 * The board file says which of the USARTs 2 to 5, 7 and 8 the board talks through, and on which
 * pins. */
#ifndef TE_STM32H7_H
#define TE_STM32H7_H

#include <stdint.h>

#define TE_REG(address) (*(volatile uint32_t *)(address))

/* 8.7: reset and clock control. */
#define TE_RCC_CR TE_REG(0x58024400u)
#define TE_RCC_CR_PLL1ON (1u << 24)
#define TE_RCC_CR_PLL1RDY (1u << 25)
#define TE_RCC_CFGR TE_REG(0x58024410u)
#define TE_RCC_CFGR_SW 7u
#define TE_RCC_CFGR_SW_PLL1 3u
#define TE_RCC_CFGR_SWS (7u << 3)
#define TE_RCC_CFGR_SWS_PLL1 (3u << 3)
#define TE_RCC_D1CFGR TE_REG(0x58024418u)
#define TE_RCC_D2CFGR TE_REG(0x5802441cu)
#define TE_RCC_D3CFGR TE_REG(0x58024420u)
#define TE_RCC_PLLCKSELR TE_REG(0x58024428u)
#define TE_RCC_PLLCFGR TE_REG(0x5802442cu)
#define TE_RCC_PLL1DIVR TE_REG(0x58024430u)
#define TE_RCC_D2CCIP2R TE_REG(0x58024454u)
#define TE_RCC_D2CCIP2R_USART234578SEL 7u
#define TE_RCC_D2CCIP2R_USART234578SEL_HSI 3u
#define TE_RCC_AHB4ENR TE_REG(0x580244e0u)
#define TE_RCC_APB1LENR TE_REG(0x580244e8u)

/* 4.9.1: flash access control. */
#define TE_FLASH_ACR TE_REG(0x52002000u)

/* 11.4: one block of 1 KiB for each letter. */
typedef struct {
    volatile uint32_t moder, otyper, ospeedr, pupdr, idr, odr, bsrr, lckr, afr[2];
} te_gpio;
#define TE_GPIO ((te_gpio *)(0x58020000u + 0x400u * TE_BOARD_GPIO))

/* 48.7. */
typedef struct {
    volatile uint32_t cr1, cr2, cr3, brr, gtpr, rtor, rqr, isr, icr, rdr, tdr, presc;
} te_usart;
#define TE_USART ((te_usart *)TE_BOARD_USART)
#define TE_USART_CR1_UE (1u << 0)
#define TE_USART_CR1_RE (1u << 2)
#define TE_USART_CR1_TE (1u << 3)
#define TE_USART_CR1_FIFOEN (1u << 29)
#define TE_USART_ISR_ORE (1u << 3)
#define TE_USART_ISR_RXFNE (1u << 5)
#define TE_USART_ISR_TXFNF (1u << 7)
#define TE_USART_ICR_ORECF (1u << 3)

#endif
