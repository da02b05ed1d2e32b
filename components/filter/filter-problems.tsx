import type { Problem } from '@/lib/filter/tree'
import { ErrorIcon } from '../ui/error-icon'
import { marked } from './marked'

/** What is wrong with a filter, and where in it. */
export function FilterProblems({
  id,
  text,
  problems,
}: {
  id: string
  text: string
  problems: readonly Problem[]
}) {
  if (problems.length === 0) return null
  return (
    <div id={id} className="flex max-w-[68ch] flex-col gap-1">
      <ul>
        {problems.slice(0, most).map(({ message, at }) => (
          <li key={`${at} ${message}`} className="flex gap-1.5 text-rejected">
            <ErrorIcon className="mt-0.5" />
            <span>
              {message} <span className="text-ink-2">Column {at + 1}.</span>
            </span>
          </li>
        ))}
      </ul>
      <p className="pl-5.5 font-mono whitespace-pre-wrap">
        {marked(text, problems.slice(0, most)).map(({ at, part, isWrong }) =>
          isWrong ? (
            <mark
              key={at}
              className="bg-rejected-tint text-rejected underline decoration-wavy underline-offset-3"
            >
              {part}
            </mark>
          ) : (
            <span key={at}>{part}</span>
          ),
        )}
      </p>
    </div>
  )
}

const most = 5
