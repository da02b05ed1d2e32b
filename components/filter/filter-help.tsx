import { type FilterKey, filterKeys, type Subject } from '@/lib/filter/keys'
import { Disclosure } from '../ui/disclosure'

/** The language in a few lines, made of its catalogue. */
export function FilterHelp({ subject }: { subject: Subject }) {
  const keys: readonly FilterKey[] = filterKeys[subject]
  return (
    <Disclosure summary="What can I write?">
      <div className="flex flex-col gap-2">
        <p className="max-w-[68ch]">
          Words are searched for in names, cards, notes and tags; typing errors are forgiven, except
          in “quotes”. Conditions beside each other must all hold. <Code>OR</Code> stands between
          alternatives, <Code>-</Code> or <Code>NOT</Code> before what must not hold, parentheses
          around what belongs together: <Code>(state:approved OR tag:prod*) -is:recalled</Code>
        </p>
        <dl className="gap-x-8 border-t border-line xl:columns-2">
          {keys.map(({ key, example, help }) => (
            <div
              key={key}
              className="grid break-inside-avoid gap-x-6 border-b border-line py-1 sm:grid-cols-[12rem_1fr]"
            >
              <dt className="font-mono wrap-anywhere">{example}</dt>
              <dd className="text-ink-2">{help}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Disclosure>
  )
}

function Code({ children }: { children: string }) {
  return <code className="font-mono wrap-anywhere">{children}</code>
}
