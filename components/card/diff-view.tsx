import type { CardDiff, DiffLine } from '@/lib/cards/compare'
import { Notice } from '../ui/notice'
import { Section } from '../ui/section'

interface DiffViewProps {
  diff: { ok: true; value: CardDiff } | { ok: false; reason: string }
}

/** What differs between two revisions, line by line. Signs come before colour. */
export function DiffView({ diff }: DiffViewProps) {
  if (!diff.ok) return <Notice kind="warning">{diff.reason}</Notice>
  const { from, to, hunks, more } = diff.value
  const title = from === 0 ? `Revision ${to}` : `From revision ${from} to ${to}`
  return (
    <Section title={title}>
      {hunks.length === 0 ? (
        <p className="text-ink-2">They say the same.</p>
      ) : (
        <section
          aria-label={`Differences. ${title}`}
          tabIndex={0}
          className="max-h-[70dvh] overflow-auto rounded-md border border-line py-2 font-mono"
        >
          {hunks.map(({ line, lines }) => (
            <div key={line}>
              <p className="px-3 py-1 text-ink-3">Line {line}</p>
              {numbered(lines).map(({ key, ...one }) => (
                <Line key={key} {...one} />
              ))}
            </div>
          ))}
        </section>
      )}
      {more > 0 && (
        <p className="mt-2 text-ink-2">
          {`This is how the differences begin; ${more.toLocaleString('en')} more lines are not shown.`}
        </p>
      )}
    </Section>
  )
}

const looks = {
  '+': { Mark: 'ins', sign: '+', word: 'Added: ', look: 'bg-approved-tint text-approved' },
  '-': { Mark: 'del', sign: '−', word: 'Removed: ', look: 'bg-rejected-tint text-rejected' },
  ' ': { Mark: 'span', sign: '', word: '', look: 'text-ink-2' },
} as const satisfies Record<DiffLine['sign'], unknown>

function Line({ sign: kind, text }: DiffLine) {
  const { Mark, sign, word, look } = looks[kind]
  return (
    <Mark className={`flex gap-2 px-3 no-underline ${look}`}>
      <span aria-hidden="true" className="w-3 shrink-0 text-center">
        {sign}
      </span>
      <span className="min-w-0 whitespace-pre-wrap wrap-anywhere">
        {word && <span className="sr-only">{word}</span>}
        {text || '\u00a0'}
      </span>
    </Mark>
  )
}

/** Lines of a text stand still, so their place tells them apart. */
function numbered(lines: readonly DiffLine[]) {
  return lines.map((line, place) => ({ ...line, key: `${place}${line.sign}` }))
}
