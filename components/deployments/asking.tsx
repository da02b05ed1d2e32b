import { Snippet } from '../snippets'
import { Disclosure } from '../ui/disclosure'
import { Section } from '../ui/section'

interface AskingProps {
  /** Where the hub answers, without a trailing slash. */
  baseUrl: string
  name: string
}

/** How an application asks which version serves one of its users. */
export function Asking(props: AskingProps) {
  return (
    <Section title="Ask it">
      <div className="flex flex-col gap-1">
        {snippetsOf(props).map(({ title, code }, index) => (
          <Disclosure key={title} summary={title} open={index === 0}>
            <Snippet code={code} what={`the ${title} snippet`} />
          </Disclosure>
        ))}
      </div>
    </Section>
  )
}

function snippetsOf({ baseUrl, name }: AskingProps) {
  return [
    {
      title: 'curl',
      code: [
        'curl -f -H "Authorization: Bearer $HUB_TOKEN" \\',
        '  -H "Content-Type: application/json" \\',
        `  "${baseUrl}/ofrep/v1/evaluate/flags/${name}" \\`,
        `  -d '{"context":{"targetingKey":"user-1"}}'`,
      ].join('\n'),
    },
    {
      title: 'OpenFeature',
      code: [
        "import { OpenFeature } from '@openfeature/server-sdk'",
        "import { OFREPProvider } from '@openfeature/ofrep-provider'",
        '',
        'await OpenFeature.setProviderAndWait(new OFREPProvider({',
        `  baseUrl: '${baseUrl}',`,
        "  headers: [['Authorization', 'Bearer ' + process.env.HUB_TOKEN]],",
        '}))',
        'const client = OpenFeature.getClient()',
        `const { variant, value } = await client.getStringDetails('${name}', '',`,
        "  { targetingKey: 'user-1' })",
      ].join('\n'),
    },
  ]
}
