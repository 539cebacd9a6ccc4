/** The parts every section is made of. */
import { type Html, html } from './html.js'

export const section = (id: string, title: string, ...children: readonly Html[]): Html => html`
<section id="${id}">
<h2>${title}</h2>
${children}
</section>`

export const figure = (body: Html, caption: Html): Html => html`
<figure>${body}
<figcaption>${caption}</figcaption>
</figure>`

/** What stands where an interrupted run has nothing to show. */
export const missing = (why: string): Html => html`<p class="missing">${why}</p>`
