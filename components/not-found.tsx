import { ButtonLink } from './ui/button'

/** Absent and invisible look the same from outside, so the words cover both. */
export function NotFound({ href, label }: { href: string; label: string }) {
  return (
    <div className="flex max-w-[68ch] flex-col items-start gap-3">
      <title>Not found · Model Hub</title>
      <h1 className="text-title">There is nothing here</h1>
      <p className="text-prose text-ink-2">
        The address is misspelled, what stood here is gone, or you may not see it. If someone sent
        you the link, ask them to have you added.
      </p>
      <ButtonLink href={href}>{label}</ButtonLink>
    </div>
  )
}
