import { HandOver } from '../hand-over'

interface SecretHandOverProps {
  title: string
  secret: string
  doneHref: string
}

/** The signing secret, to be taken away now. */
export function SecretHandOver({ title, secret, doneHref }: SecretHandOverProps) {
  return (
    <HandOver
      title={title}
      says="Copy its secret now. It is shown here once. With it a receiver checks that a message is from this hub."
      secret={secret}
      what="the secret"
      doneHref={doneHref}
    >
      <p>
        Messages are signed as{' '}
        <a href="https://www.standardwebhooks.com" className="link" rel="noreferrer">
          Standard Webhooks
        </a>{' '}
        says; there are libraries for most languages. Slack and GitHub do not look at it.
      </p>
    </HandOver>
  )
}
