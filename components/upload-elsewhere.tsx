import { Snippet } from './snippets'
import { NothingYet } from './ui/empty'
import { Section } from './ui/section'

interface ElsewhereProps {
  /** That do the same in a terminal. */
  commands: string
}

/** What stands in place of the form for uploading where scripts are off. */
export function UploadNeedsScript({ commands }: ElsewhereProps) {
  return (
    <div data-unscripted="">
      <NothingYet how={<Snippet what="the commands" code={commands} />}>
        Uploading in the browser needs JavaScript. From a terminal it goes without:
      </NothingYet>
    </div>
  )
}

/** The same by the CLI: for machines without a browser, and for whole folders by a script. */
export function FromTerminal({ commands }: ElsewhereProps) {
  return (
    <div data-scripted="">
      <Section title="From a terminal">
        <Snippet what="the commands" code={commands} />
      </Section>
    </div>
  )
}
