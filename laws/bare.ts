/** Values as plain ones are written. */

/** A text without what is said of tensors beside their numbers. */
export const bare = (text: string): string => text.replaceAll(/Tensor<\[[^\]]*\], \w+> /g, '')
