/** What has no cases, and why. */

/** Operations and functions that nobody calls with operands or settings that are wrong. */
export const cannotFail: Readonly<Record<string, string>> = {
  constant: 'it has no operands; what is no number or tensor is refused by its type',
  parameter: 'it has no operands: the space it is of was checked when it was made',
  output: 'it reads what an operation with several outputs yields, and is made with it',
  addWindow: 'it is made as the transpose of a slice, whose shapes are its own',
  addPatches: 'it is made as the transpose of patches, whose shapes are its own',
  cofactors: 'it is made in the derivative of det and slogdet, which have checked the matrix',
  addSequences: 'it is made where two sweeps read the carries of one loop, which are of one shape',
  call: 'it is made of an arrow at leaves of its domain, which `apply` checks',
}

/** Operations without a function of their own, and those that make them. */
export const through: Readonly<Record<string, readonly string[]>> = {
  convolve: ['conv1d', 'conv2d', 'convTranspose1d', 'convTranspose2d'],
  fourier: ['fft', 'ifft', 'rfft', 'irfft'],
  patches: ['maxPool1d', 'maxPool2d', 'avgPool1d', 'avgPool2d'],
}
