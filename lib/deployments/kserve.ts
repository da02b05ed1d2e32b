import { Document, isNode } from 'yaml'
import { modelFormatOf } from './model-format'

/** A variant as a cluster has to know it. */
export interface HandedOver {
  name: string
  /** `model://churn/v6` */
  uri: string
  /** `sha256:…` */
  digest: string
  weight: number
  /** The names of its files. */
  files: readonly string[]
  /** Where all of them are one zip. */
  archive: string
}

export interface HandOver {
  deployment: string
  /** Its page. */
  revision: string
  /** In the order of the revision: what is new comes first. */
  variants: readonly HandedOver[]
}

/**
 * A revision as KServe takes it. One version is one InferenceService. Of two, the smaller is a canary, which is as
 * many as KServe can split by itself. More become one InferenceService each, and the weights of an HTTPRoute.
 */
export function kserveYaml(source: HandOver): string {
  const parts = source.variants.length > 2 ? routed(source) : split(source)
  return [`${comment(preface(source))}\n${parts[0]}`, ...parts.slice(1)].join('---\n')
}

function split({ deployment, revision, variants }: HandOver): string[] {
  const [canary, main = canary] = variants.toSorted((a, b) => a.weight - b.weight)
  if (!canary || !main) return []
  const name = dnsName(deployment)
  if (canary === main) return [service(name, main, revision)]
  const before = [
    `A canary: ${canary.weight} % go to ${canary.uri}, the rest to what ${name} served before.`,
    `That must be ${main.uri}. Where it is something else, or nothing, apply this first`,
    'without canaryTrafficPercent, wait until it is ready, and then apply the whole:',
    `  storageUri: ${main.archive}`,
    'KServe splits only where it runs on Knative.',
  ]
  return [`${comment(before)}\n${service(name, canary, revision, canary.weight)}`]
}

function routed({ deployment, revision, variants }: HandOver): string[] {
  const names = distinct(variants.map(({ name }) => dnsName(`${deployment}-${name}`)))
  const services = variants.map((variant, n) => service(names[n] ?? '', variant, revision))
  const route = new Document({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: dnsName(deployment), annotations: { [about.revision]: revision } },
    spec: {
      parentRefs: [{ name: 'kserve-ingress-gateway', namespace: 'kserve' }],
      rules: [
        {
          backendRefs: variants.map(({ weight }, n) => ({
            name: `${names[n]}-predictor`,
            port: 80,
            weight,
          })),
        },
      ],
    },
  })
  remark(route, ['spec', 'parentRefs', 0, 'name'], 'your Gateway')
  return [...services, printed(route)]
}

function service(name: string, variant: HandedOver, revision: string, canary?: number): string {
  const { format, why } = modelFormatOf(variant.files)
  const document = new Document({
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name,
      annotations: {
        [about.version]: `${variant.uri}@${variant.digest}`,
        [about.revision]: revision,
      },
    },
    spec: {
      predictor: {
        ...(canary !== undefined && { canaryTrafficPercent: canary }),
        serviceAccountName: account,
        model: { modelFormat: { name: format }, storageUri: variant.archive },
      },
    },
  })
  remark(document, ['spec', 'predictor', 'model', 'modelFormat', 'name'], why)
  return printed(document)
}

/** What a cluster needs once, before it can fetch anything. */
function preface({ deployment, revision, variants }: HandOver): string[] {
  const host = variants[0] ? new URL(variants[0].archive).hostname : ''
  return [
    `${deployment}, ${revision}`,
    '',
    'The cluster fetches the files with a token of the hub that may read. Once per namespace:',
    `  kubectl create secret generic ${account} --from-literal=https-host=${host} \\`,
    `    --from-literal=headers='{"Authorization": "Bearer <token>"}'`,
    `  kubectl create serviceaccount ${account}`,
    `  kubectl patch serviceaccount ${account} -p '{"secrets": [{"name": "${account}"}]}'`,
    ...(variants.length > 1
      ? [
          '',
          'A cluster deals each request anew. Where the same caller shall get the same version,',
          'ask the hub which one: it keeps to its answer.',
        ]
      : []),
    '',
  ]
}

const account = 'model-hub'
const about = { version: 'modelhub.org/version', revision: 'modelhub.org/revision' }

const printed = (document: Document) => document.toString({ lineWidth: 0 })

const comment = (lines: readonly string[]) =>
  lines.map((line) => (line ? `# ${safe(line)}` : '#')).join('\n')

/**
 * Words of people as a comment may hold them. What ends a line, and with it the comment, differs from one reader
 * of YAML to the next: only signs that are nothing else everywhere stay.
 */
const safe = (words: string) => words.replace(/[^\x20-\x7e]/g, '?')

function remark(document: Document, path: readonly (string | number)[], words: string) {
  const node = document.getIn(path, true)
  if (isNode(node)) node.comment = ` ${safe(words).slice(0, 100)}`
}

/** A name as Kubernetes takes it for a service, with room for what KServe appends. */
function dnsName(text: string): string {
  const plain = text.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return (/^[a-z]/.test(plain) ? plain : `m-${plain}`).slice(0, 45).replace(/-+$/, '')
}

/** The same names, with a number after those that became the same. */
function distinct(names: readonly string[]): string[] {
  return names.map((name, n) => (names.indexOf(name) === n ? name : `${name}-${n + 1}`))
}
