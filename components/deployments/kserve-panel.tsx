import { Snippet } from '../snippets'
import { Disclosure } from '../ui/disclosure'
import { Section } from '../ui/section'

interface KservePanelProps {
  yaml: string
  /** Where the same text is had by programs. */
  href: string
}

/** A revision to take to a cluster. */
export function KservePanel({ yaml, href }: KservePanelProps) {
  return (
    <Section
      title="Hand over to KServe"
      aside={
        <a href={href} className="link" data-screen-only="">
          YAML
        </a>
      }
    >
      <p className="max-w-[68ch] text-ink-2">
        The hub drives no cluster. This is the same split as KServe takes it; read the remarks in it
        before you apply it.
      </p>
      <Disclosure summary="Copy as KServe">
        <Snippet code={yaml} what="the YAML for KServe" />
      </Disclosure>
    </Section>
  )
}
