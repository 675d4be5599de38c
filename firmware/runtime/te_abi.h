/* What generated code expects of the kernels beside it. Counts up when a parameter structure or the
 * meaning of an argument changes, so that old generated code does not compile with new kernels. */
#ifndef TE_ABI_H
#define TE_ABI_H

#define TE_ABI 1

#endif
