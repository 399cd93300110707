/**
 * Elementary and special functions with identical bits on every machine: made of + - * / and square roots, and of
 * looking at a number's bits, all of which IEEE 754 determines. The mathematical library of the platform does not:
 * its logarithms differ between x64 and arm64.
 *
 * The elementary functions, erf and logGamma follow fdlibm 5.3, whose notice reads: Copyright (C) 1993, 2004 by Sun
 * Microsystems, Inc. All rights reserved. Permission to use, copy, modify, and distribute this software is freely
 * granted, provided that this notice is preserved.
 */
export { erf, erfc } from './error-function.js'
export { exp, expm1 } from './exp.js'
export { betaI } from './incomplete-beta.js'
export { gammaP, gammaQ } from './incomplete-gamma.js'
export { inverseBetaI } from './inverse-beta.js'
export { inverseGammaP, inverseGammaQ } from './inverse-gamma.js'
export { log, log1p, log10 } from './log.js'
export { logGamma } from './log-gamma.js'
export { normalCdf, normalQuantile } from './normal.js'
export { pow } from './pow.js'
export { studentQuantile } from './student.js'
export { sum } from './sum.js'
