/** Pixels as PNG data URIs, small enough to stand in the page. */
import { PNG } from 'pngjs'

const encode = (data: Buffer, width: number, height: number, colorType: 0 | 6): string => {
  const png = new PNG({ width, height })
  png.data = data
  const bytes = PNG.sync.write(png, { colorType, inputColorType: colorType, deflateStrategy: 0 })
  return `data:image/png;base64,${bytes.toString('base64')}`
}

/** Grey values as ink on paper: 0 is white, 255 black. */
export const inkPng = (pixels: Uint8Array, width: number, height: number): string =>
  encode(Buffer.from(pixels.map(p => 255 - p)), width, height, 0)

export type Rgb = readonly [number, number, number]

/** The two ends of the diverging scale; its middle is the page itself, light or dark. */
export const negative: Rgb = [58, 122, 196]
export const positive: Rgb = [222, 98, 46]

/** Values from −limit to limit: the colour says the sign, the opacity the size. */
export const divergingPng = (
  values: Float64Array,
  width: number,
  height: number,
  limit: number,
): string => {
  const data = Buffer.alloc(4 * width * height)
  values.forEach((v, i) => {
    const size = limit > 0 ? Math.min(1, Math.abs(v) / limit) : 0
    data.set([...(v < 0 ? negative : positive), Math.round(255 * size) || 0], 4 * i)
  })
  return encode(data, width, height, 6)
}
