import type { Variant } from '@/lib/deployments/view'
import { Notice } from '../ui/notice'

/** What serves although one would not deploy it now. */
export function VariantWarnings({ variants }: { variants: readonly Variant[] }) {
  const warnings = variants.flatMap((variant) => warningOf(variant) ?? [])
  if (warnings.length === 0) return null
  return (
    <div className="flex flex-col gap-2">
      {warnings.map((warning) => (
        <Notice key={warning} kind="warning">
          {warning}
        </Notice>
      ))}
    </div>
  )
}

function warningOf({ model, version, state, life, unapproved }: Variant): string | null {
  const called = `v${version} of ${model}`
  if (life !== 'live') return `${called} is ${life}, and still gets traffic.`
  if (state === 'rejected') return `${called} was rejected, and still gets traffic.`
  if (state === 'pending')
    return unapproved
      ? `${called} is not approved. The policy lets it serve this target all the same.`
      : `${called} is no longer approved, and still gets traffic.`
  return null
}
