import { TextLink } from './ui/text-link'

interface WhyNotProps {
  /** By `paths.why()`: the page that tells the rule, what one holds, and who may or can help. */
  href: string
}

/** Stands beside everything that is refused. A link, so that it needs no script and costs no query. */
export function WhyNot({ href }: WhyNotProps) {
  return (
    <TextLink href={href} className="w-fit whitespace-nowrap text-data text-ink-2">
      Why can’t I?
    </TextLink>
  )
}
