import { accessOf } from './naming'

/**
 * A gate as most people put it: one metric, which way is better, and what it is held against. With the
 * approved version as baseline it may be worse by a tolerance: as a difference, or as a share of the metric.
 * Pure, and small enough for the browser.
 */
export type GateForm = {
  metric: string
  direction: 'higher' | 'lower'
  /** Whether a version passes where none is approved yet. */
  firstVersionPasses: boolean
} & ({ baseline: number } | { baseline: 'approved'; tolerance: number; relative: boolean })

/** The expression that a form means: `!approved.exists || metrics.f1 >= approved.metrics.f1 - 0.01`. */
export function celOf(form: GateForm): string {
  const { metric, direction, firstVersionPasses } = form
  const key = accessOf(metric)
  const comparison = `metrics${key} ${signs[direction].compares} ${boundOf(form, key)}`
  return firstVersionPasses ? `!approved.exists || ${comparison}` : comparison
}

/** The form that an expression is, however it is spaced; null for any that no form makes. */
export function formOf(cel: string): GateForm | null {
  const { groups } = shape.exec(cel) ?? {}
  if (!groups) return null
  const metric = keyOf(groups.metric)
  const direction = groups.compares === '>=' ? 'higher' : 'lower'
  if (metric === null) return null
  const common = { metric, direction, firstVersionPasses: groups.first !== undefined } as const
  if (groups.number !== undefined) {
    const baseline = Number(groups.number)
    return Number.isFinite(baseline) ? { ...common, baseline: baseline + 0 } : null
  }
  const sign = groups.sign ?? groups.shareSign
  if (keyOf(groups.of) !== metric || (sign && sign !== signs[direction].gives)) return null
  const tolerance = Number(groups.tolerance ?? groups.share ?? 0)
  if (!Number.isFinite(tolerance)) return null
  return { ...common, baseline: 'approved', tolerance, relative: groups.share !== undefined }
}

const signs = {
  higher: { compares: '>=', gives: '-' },
  lower: { compares: '<=', gives: '+' },
} as const

function boundOf(form: GateForm, key: string): string {
  if (form.baseline !== 'approved') return decimal(form.baseline)
  const approved = `approved.metrics${key}`
  const { gives } = signs[form.direction]
  if (form.relative) return `${approved} * (1.0 ${gives} ${decimal(form.tolerance)})`
  return form.tolerance === 0 ? approved : `${approved} ${gives} ${decimal(form.tolerance)}`
}

/** A number as CEL writes one with decimals, which it never mixes with whole ones. */
function decimal(value: number): string {
  // Adding 0 makes 0 of −0.
  const text = String(value + 0)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

function keyOf(access: string | undefined): string | null {
  if (access === undefined) return null
  if (access.startsWith('.')) return accessOf(access.slice(1)) === access ? access.slice(1) : null
  try {
    const key: unknown = JSON.parse(access.slice(1, -1))
    // What JSON and CEL might read differently is left to CEL.
    return typeof key === 'string' && access === `[${JSON.stringify(key)}]` ? key : null
  } catch {
    return null
  }
}

const access = String.raw`(?:\.[A-Za-z_]\w*|\["(?:[^"\\\n\r]|\\.)*"\])`
const exponent = String.raw`(?:[eE][+-]?\d+)`
const fraction = String.raw`(?:\d+\.\d+${exponent}?|\d+${exponent})`

const shape = new RegExp(
  [
    String.raw`^(?<first>!approved\.exists \|\| )?metrics(?<metric>${access}) (?<compares>>=|<=) (?:`,
    String.raw`(?<number>-?(?:${fraction}|\d+))|approved\.metrics(?<of>${access})(?:`,
    ` (?<sign>[-+]) (?<tolerance>${fraction})`,
    String.raw`| \* \(1\.0 (?<shareSign>[-+]) (?<share>${fraction})\))?)$`,
  ]
    .join('')
    .replaceAll(' ', String.raw`\s*`),
)
