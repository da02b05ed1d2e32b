import { text } from '../action'

/** The most rows that a form sends; the split itself says how many variants it may have. */
const mostRows = 20

interface SentVariant {
  model: string
  weight: number
  name?: string
}

/**
 * The split that a form says in fields `variants.<n>.model`, `.weight` and `.name`. Empty rows are left out;
 * the form closes up as well when it is shown again, so that what is wrong with a row is said beside it.
 */
export function splitIn(form: FormData): SentVariant[] {
  return Array.from({ length: mostRows }, (_, at) => at).flatMap((at) => {
    const field = (name: string) => text(form, `variants.${at}.${name}`).trim()
    const [model, weight, name] = [field('model'), field('weight'), field('name')]
    if (!model && !weight && !name) return []
    return [{ model, weight: percent(weight), ...(name && { name }) }]
  })
}

/** "90" or "90 %"; NaN for what is none, which the split refuses in its words. */
function percent(text: string): number {
  const digits = text.replace(/\s*%$/, '')
  return digits === '' ? Number.NaN : Number(digits)
}
