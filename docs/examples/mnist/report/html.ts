/**
 * HTML that cannot be mis-escaped: whatever is put into the template is text, unless it is `Html`.
 */
export interface Html {
  readonly html: string
}

export type Child = string | number | undefined | Html | readonly Child[]

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, character => entities[character] ?? character)

/** Markup that is known to be sound: the caller answers for it. */
export const raw = (markup: string): Html => ({ html: markup })

const isMany = (child: Child): child is readonly Child[] => Array.isArray(child)

const render = (child: Child): string => {
  if (child === undefined) return ''
  if (isMany(child)) return child.map(render).join('')
  return typeof child === 'object' ? child.html : escapeText(String(child))
}

export const html = (strings: TemplateStringsArray, ...children: readonly Child[]): Html =>
  raw(strings.reduce((before, after, i) => before + render(children[i - 1]) + after))
