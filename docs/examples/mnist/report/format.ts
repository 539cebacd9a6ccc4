/** Numbers as a reader wants to see them. */
import { type Html, html } from './html.js'

const NARROW = '\u202f'

const orDash = (x: number, text: (x: number) => string): string =>
  Number.isFinite(x) ? text(x) : Number.isNaN(x) ? 'NaN' : x > 0 ? '∞' : '−∞'

export const count = (n: number): string => orDash(n, x => x.toLocaleString('en-GB'))

export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`

export const percent = (share: number, digits = 2): string =>
  orDash(share, x => `${(100 * x).toFixed(digits)}${NARROW}%`)

/** A few significant digits, without an exponent. */
export const plain = (x: number, digits = 3): string =>
  orDash(x, y => String(Number(y.toPrecision(digits))).replace('-', '−'))

const superscripts: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('0123456789-', (c, i) => [c, '⁰¹²³⁴⁵⁶⁷⁸⁹⁻'.charAt(i)]),
)

export const superscript = (n: number): string => String(n).replace(/./g, c => superscripts[c] ?? c)

/** Scientific notation for errors and tolerances: 2.1 · 10⁻¹¹. */
export const scientific = (x: number): string =>
  orDash(x, y => {
    if (y === 0) return '0'
    const [mantissa = '', exponent = '0'] = y.toExponential(1).split('e')
    return `${mantissa.replace('-', '−')}${NARROW}·${NARROW}10${superscript(Number(exponent))}`
  })

export const duration = (seconds: number): string =>
  orDash(seconds, s => {
    const whole = Math.round(s)
    return s < 10
      ? `${s.toFixed(1)} s`
      : whole < 60
        ? `${whole} s`
        : `${Math.floor(whole / 60)} min ${whole % 60} s`
  })

/** 784–128–10 */
export const widths = (layers: readonly number[]): string => layers.join('–')

/** The number of an equation of the lecture. */
export const equation = (n: number): Html =>
  html`<span class="eq" title="equation ${n} of the lecture">(${n})</span>`
