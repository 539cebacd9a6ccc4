/** The instructions of WebAssembly that are used here, by their names in its specification. */

/** Types of values. */
export const type = { i32: 0x7f, f64: 0x7c, v128: 0x7b } as const

/** A type of values. */
export type ValueType = keyof typeof type

/** Instructions of one byte, without immediates. */
export const plain = {
  i32Eqz: 0x45,
  i32GtU: 0x4b,
  i32LeS: 0x4c,
  i32LtU: 0x49,
  i32GeS: 0x4e,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32And: 0x71,
  i32ShrU: 0x76,
  f64Add: 0xa0,
  f64Max: 0xa5,
  f64Min: 0xa4,
  f64ConvertI32U: 0xb8,
  f32DemoteF64: 0xb6,
  f64PromoteF32: 0xbb,
} as const

/** Instructions that read or write memory: an alignment and an offset follow. */
export const memory = {
  i32Load: 0x28,
  i32Store: 0x36,
  i32Load8U: 0x2d,
  f64Load: 0x2b,
  f64Store: 0x39,
  i32Store8: 0x3a,
} as const

/** Vector instructions; a prefix precedes them. */
export const simd = {
  // memory, an alignment and an offset follow
  load: 0x00,
  load32Splat: 0x09,
  load64Splat: 0x0a,
  store: 0x0b,
  load32Zero: 0x5c,
  load64Zero: 0x5d,
  // memory, and a lane after the offset
  load8Lane: 0x54,
  load32Lane: 0x56,
  load64Lane: 0x57,
  store32Lane: 0x5a,
  store64Lane: 0x5b,
  // sixteen lanes follow
  shuffle: 0x0d,
  // a lane follows
  i32x4ExtractLane: 0x1b,
  f32x4ExtractLane: 0x1f,
  f32x4ReplaceLane: 0x20,
  f64x2ExtractLane: 0x21,
  f64x2ReplaceLane: 0x22,
  // values
  constant: 0x0c,
  i32x4Splat: 0x11,
  f64x2Splat: 0x14,
  i32x4Eq: 0x37,
  f32x4Eq: 0x41,
  f32x4Lt: 0x43,
  f32x4Le: 0x45,
  f64x2Eq: 0x47,
  f64x2Lt: 0x49,
  f64x2Le: 0x4b,
  not: 0x4d,
  and: 0x4e,
  or: 0x50,
  xor: 0x51,
  bitselect: 0x52,
  anyTrue: 0x53,
  demote: 0x5e,
  promote: 0x5f,
  f32x4Ceil: 0x67,
  f32x4Floor: 0x68,
  f32x4Trunc: 0x69,
  f64x2Ceil: 0x74,
  f64x2Floor: 0x75,
  f64x2Trunc: 0x7a,
  i32x4Shl: 0xab,
  i32x4ShrS: 0xac,
  i32x4ShrU: 0xad,
  i32x4Add: 0xae,
  i32x4Sub: 0xb1,
  i64x2Shl: 0xcb,
  i64x2ShrU: 0xcd,
  i64x2Add: 0xce,
  i64x2Sub: 0xd1,
  i64x2Eq: 0xd6,
  f32x4Abs: 0xe0,
  f32x4Neg: 0xe1,
  f32x4Sqrt: 0xe3,
  f32x4Add: 0xe4,
  f32x4Sub: 0xe5,
  f32x4Mul: 0xe6,
  f32x4Div: 0xe7,
  f32x4Min: 0xe8,
  f32x4Max: 0xe9,
  f32x4Pmin: 0xea,
  f32x4Pmax: 0xeb,
  f64x2Abs: 0xec,
  f64x2Neg: 0xed,
  f64x2Sqrt: 0xef,
  f64x2Add: 0xf0,
  f64x2Sub: 0xf1,
  f64x2Mul: 0xf2,
  f64x2Div: 0xf3,
  f64x2Min: 0xf4,
  f64x2Max: 0xf5,
  f64x2Pmin: 0xf6,
  f64x2Pmax: 0xf7,
  truncToI32: 0xfc,
  convertI32: 0xfe,
  convertU32: 0xff,
  // relaxed: a · b + c and c − a · b, rounded once where the machine can
  f32x4Fused: 0x105,
  f64x2Fused: 0x107,
  f64x2FusedNegative: 0x108,
} as const
