import type { EffectivePolicy } from './effective'
import type { ProtectedAlias } from './rules'

/** What the policy asks of whoever moves an alias; two projects may both ask for something. */
export function protectionsOf({ protectedAliases }: EffectivePolicy, name: string) {
  return protectedAliases.filter(({ value }) => value.name === name).map(({ value }) => value)
}

/** Whether someone in these teams may move an alias that is protected so, given that they are a maintainer. */
export function mayMove(protections: readonly ProtectedAlias[], teams: readonly string[]): boolean {
  return protections.every(
    ({ teams: named }) => !named || named.some((team) => teams.includes(team)),
  )
}
