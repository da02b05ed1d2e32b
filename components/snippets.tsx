import { paths } from '@/lib/paths'
import { Copy } from './copy'
import { Disclosure } from './ui/disclosure'

interface SnippetsProps {
  /** Where the hub answers, without a trailing slash. */
  baseUrl: string
  org: string
  model: string
  /** The version to pin to; null when there is none yet. */
  version: number | null
  /** What MLflow clients call the model, and whether it is one that they packed. */
  mlflow: { name: string; packed: boolean }
}

/** How to use a model elsewhere: following approvals, or pinned to one version. */
export function Snippets(props: SnippetsProps) {
  return (
    <div className="flex flex-col gap-1">
      {snippetsOf(props).map(({ title, code }, index) => (
        <Disclosure key={title} summary={title} open={index === 0}>
          <Snippet code={code} what={`the ${title} snippet`} />
        </Disclosure>
      ))}
    </div>
  )
}

/** A piece of code to take away. */
export function Snippet({ code, what }: { code: string; what: string }) {
  return (
    <div className="relative min-w-0">
      <pre
        tabIndex={0}
        className="overflow-x-auto rounded-md border border-line bg-sunken py-2 pr-10 pl-3 font-mono"
      >
        {code}
      </pre>
      <Copy
        text={code}
        what={what}
        className="absolute top-px right-px rounded-md bg-sunken p-1.5"
      />
    </div>
  )
}

function snippetsOf({ baseUrl, org, model, version, mlflow }: SnippetsProps) {
  const floating = `model://${model}/latest`
  const pinned = version === null ? null : `model://${model}/v${version}`
  const auth = '-H "Authorization: Bearer $HUB_TOKEN"'
  const tracked = (ref: string) => JSON.stringify(`models:/${mlflow.name}${ref}`)
  const loads = mlflow.packed
    ? { from: 'import mlflow', call: (uri: string) => `mlflow.pyfunc.load_model(${uri})` }
    : {
        from: 'import mlflow.artifacts',
        call: (uri: string) => `mlflow.artifacts.download_artifacts(${uri})`,
      }
  return [
    {
      title: 'Command line',
      code: lines(
        '# whatever is approved now',
        `hub pull ${floating}`,
        pinned && `# always v${version}`,
        pinned && `hub pull ${pinned}`,
      ),
    },
    {
      title: 'curl',
      code: lines(
        '# what is approved now, with the address of each file',
        `curl -f ${auth} \\`,
        `  "${baseUrl}${paths.resolve(org, floating)}"`,
        pinned && `# all files of v${version}`,
        pinned && `curl -fOJ ${auth} \\`,
        version !== null && `  "${baseUrl}${paths.archive(org, model, version)}"`,
      ),
    },
    {
      title: 'Python',
      code: lines(
        'import json, os',
        'from urllib.request import Request, urlopen',
        '',
        'def get(path):',
        '    auth = {"Authorization": "Bearer " + os.environ["HUB_TOKEN"]}',
        `    return urlopen(Request("${baseUrl}" + path, headers=auth))`,
        '',
        `uri = "${floating}"  # follows approvals`,
        pinned && `# uri = "${pinned}"  # always v${version}`,
        `found = json.load(get("${paths.resolve(org, '')}?uri=" + uri))`,
        'for file in found["files"]:',
        '    name = os.path.join("model", file["name"])',
        '    os.makedirs(os.path.dirname(name), exist_ok=True)',
        '    with get(file["url"]) as answer, open(name, "wb") as out:',
        '        while part := answer.read(1 << 20):',
        '            out.write(part)',
      ),
    },
    {
      title: 'MLflow',
      code: lines(
        `# MLFLOW_TRACKING_URI=${baseUrl}${paths.tracking()}`,
        '# MLFLOW_TRACKING_TOKEN=<an API token>',
        loads.from,
        '',
        '# whatever is approved now',
        `model = ${loads.call(tracked('@approved'))}`,
        pinned && `# always v${version}`,
        pinned && `model = ${loads.call(tracked(`/${version}`))}`,
      ),
    },
    {
      title: 'Hugging Face',
      code: lines(
        `export HF_ENDPOINT=${baseUrl}/hf HF_TOKEN=<an API token>`,
        '# whatever is approved now',
        `hf download ${org}/${model} --local-dir model`,
        pinned && `# always v${version}`,
        pinned && `hf download ${org}/${model} --revision v${version} --local-dir model`,
      ),
    },
    {
      title: 'valohai.yaml',
      code: lines(
        'inputs:',
        '  - name: model',
        `    default: ${floating}  # follows approvals`,
        pinned && `    # default: ${pinned}  # always v${version}`,
      ),
    },
  ]
}

function lines(...parts: (string | null | false)[]): string {
  return parts.filter((part) => part !== null && part !== false).join('\n')
}
