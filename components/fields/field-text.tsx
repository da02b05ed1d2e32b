import type { FieldKind, FieldValue } from '@/lib/fields/view'

interface FieldTextProps {
  kind: FieldKind
  value: FieldValue | null
  required: boolean
}

/** A value as it reads; where there is none, whether one is wanted. */
export function FieldText({ kind, value, required }: FieldTextProps) {
  if (value === null)
    return (
      <span className="text-ink-3">
        Not set{required && <span className="text-pending"> – required</span>}
      </span>
    )
  if (typeof value === 'object') return <span className="wrap-anywhere">{value.name}</span>
  if (kind === 'url')
    return (
      <a href={String(value)} className="link wrap-anywhere" rel="noopener noreferrer nofollow ugc">
        {String(value).replace(/^https?:\/\//, '')}
      </a>
    )
  return <span className="whitespace-pre-wrap wrap-anywhere">{value}</span>
}
