import type { PolicyRules } from '@/lib/policies/rules'
import { ruleChanges, ruleTitles } from '@/lib/policies/words'

interface RuleChangesProps {
  before: PolicyRules
  after: PolicyRules
  /** What the lines are about, read out first. */
  label: string
}

/** What becomes of rules, line by line. Signs and words come before colour. */
export function RuleChanges({ before, after, label }: RuleChangesProps) {
  const changes = ruleChanges(before, after)
  if (changes.length === 0)
    return <p className="text-ink-2">No rule of its own, before or after: all come from above.</p>
  return (
    <section
      aria-label={label}
      // Reachable without a pointer, since it may scroll.
      tabIndex={0}
      className="max-h-[70dvh] overflow-auto rounded-md border border-line py-2"
    >
      {changes.map(({ change, rule, text }) => {
        const { Mark, sign, word, look } = looks[change]
        return (
          <Mark
            key={`${change} ${rule} ${text}`}
            className={`flex gap-2 px-3 py-0.5 no-underline ${look}`}
          >
            <span aria-hidden="true" className="w-3 shrink-0 text-center font-mono">
              {sign}
            </span>
            <span className="min-w-0 wrap-anywhere">
              {word && <span className="sr-only">{word}</span>}
              {ruleTitles[rule]}: {text}
            </span>
          </Mark>
        )
      })}
    </section>
  )
}

const looks = {
  added: { Mark: 'ins', sign: '+', word: 'Added: ', look: 'bg-approved-tint text-approved' },
  removed: { Mark: 'del', sign: '−', word: 'Removed: ', look: 'bg-rejected-tint text-rejected' },
  same: { Mark: 'span', sign: '', word: '', look: 'text-ink-2' },
} as const
