import { invalid } from '../failure'
import type { Atom, Step } from '../run/step'
import type { Variant } from '../yaml/task'
import { randomNumbers } from './random'

/** How many runs a task may come to. */
const most = 10_000

/** Random numbers, a row of its own for each parameter, so that one more parameter changes no other. */
export class Dice {
  private readonly rows = new Map<string, () => number>()

  constructor(private readonly seed: number) {}

  /** From 0 up to 1. @param own the seed of this parameter alone */
  next(name: string, own: number | null): number {
    const row = this.rows.get(name) ?? randomNumbers((own ?? this.seed) ^ hashOf(name))
    this.rows.set(name, row)
    return row()
  }
}

/** The values that one parameter of a task may have, in order and without repetitions. */
export function valuesOf(variant: Variant, step: Step, dice: Dice): Atom[] {
  return [
    ...new Set(rawValuesOf(variant, dice).map((value) => asParameter(step, variant.name, value))),
  ]
}

/** One value, at random. */
export function draw(variant: Variant, step: Step, dice: Dice): Atom | undefined {
  if (variant.style === 'random')
    return asParameter(step, variant.name, between(variant, dice.next(variant.name, variant.seed)))
  const values = valuesOf(variant, step, dice)
  return values[Math.floor(dice.next(variant.name, null) * values.length)]
}

/** @throws Failure for more runs than a task may have */
export function atMost(count: number): number {
  if (count > most)
    throw invalid(
      `These are ${Math.round(count).toLocaleString('en')} runs; a task has at most ${most.toLocaleString('en')}. Try fewer values.`,
    )
  return count
}

function rawValuesOf(variant: Variant, dice: Dice): Atom[] {
  if (variant.style === 'single' || variant.style === 'multiple') return variant.items
  if (variant.style === 'random') {
    const { name, count, seed } = variant
    if (count === null)
      throw invalid(`Say how many values of ${name} to draw: rules: {count: 5, …}.`)
    return listOf(count, () => between(variant, dice.next(name, seed)))
  }
  const { start, end } = variant
  if (variant.style === 'linear') {
    const { step } = variant
    // A little more, since steps such as 0.1 do not add up.
    const count = Math.floor((end - start) / step + 1e-9) + 1
    return listOf(count, (index) => tidy(start + index * step))
  }
  const { count, base, integerify } = variant
  const stride = count > 1 ? (end - start) / (count - 1) : 0
  return listOf(count, (index) => whole(integerify, base ** (start + index * stride)))
}

function between(variant: Variant & { style: 'random' }, share: number): number {
  const { min, max, distribution, integerify } = variant
  if (distribution === 'log_uniform') return whole(integerify, min * (max / min) ** share)
  if (!integerify) return tidy(min + share * (max - min))
  const first = Math.ceil(min)
  return first + Math.floor(share * (Math.floor(max) - first + 1))
}

function asParameter(step: Step, name: string, value: Atom): Atom {
  const type = step.parameters.find((parameter) => parameter.name === name)?.type
  return type === 'integer' && typeof value === 'number' ? Math.round(value) : value
}

function listOf(count: number, at: (index: number) => number): number[] {
  return Array.from({ length: atMost(count) }, (_, index) => at(index))
}

function whole(integerify: boolean, value: number): number {
  return integerify ? Math.round(value) : tidy(value)
}

/** 0.1 + 0.2 as people write it. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}

function hashOf(text: string): number {
  return [...text].reduce((hash, char) => Math.imul(hash, 31) + (char.codePointAt(0) ?? 0), 7) >>> 0
}
