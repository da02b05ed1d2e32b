import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { GetForm } from '../ui/get-form'

const examples = [
  { uri: 'model://churn/v3', means: 'a version; latest, newest and aliases work too' },
  { uri: 'dataset://customers/2026-11', means: 'a dataset version' },
  { uri: 'run://churn/12', means: 'a run of a project' },
  { uri: 'datum://0198c7a2-…', means: 'a file, by the id on its page' },
  { uri: 's3://bucket/raw/customers.csv', means: 'an address that a run has read' },
]

interface UriSearchProps {
  action: string
  /** What was asked for. */
  uri: string | undefined
  /** Why that leads to nothing. */
  problem: string | undefined
  /** Asks for what depends on it. */
  impact?: boolean
}

/** Asks for a URI, and says how one is written. */
export function UriSearch({ action, uri, problem, impact = false }: UriSearchProps) {
  return (
    <div className="flex max-w-[68ch] flex-col gap-6">
      <search>
        <GetForm
          key={uri}
          action={action}
          label={impact ? 'What depends on a URI' : 'Lineage of a URI'}
          className="flex flex-col gap-3"
        >
          <Field
            label="URI"
            name="uri"
            hint={
              impact
                ? 'Of what you want to know who depends on it.'
                : 'Of what you want to know where it came from and what came of it.'
            }
            defaultValue={uri}
            error={problem}
            maxLength={4096}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
          />
          <Button kind="primary">{impact ? 'Show what depends on it' : 'Show its lineage'}</Button>
        </GetForm>
      </search>
      <section aria-labelledby="how" className="flex flex-col gap-2">
        <h2 id="how" className="text-prose">
          How to write one
        </h2>
        <dl className="border-t border-line">
          {examples.map(({ uri: example, means }) => (
            <div
              key={example}
              className="grid gap-x-6 border-b border-line py-2 sm:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]"
            >
              <dt className="font-mono wrap-anywhere">{example}</dt>
              <dd className="text-ink-2">{means}</dd>
            </div>
          ))}
        </dl>
        <p className="text-ink-2">
          The pages of models, datasets, runs and files lead to their lineage by themselves.
        </p>
      </section>
    </div>
  )
}
