import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { cliHub, stepOf } from './testing/hub'

const hub = cliHub()
const list = ['cd "$VH_INPUTS_DIR" && find . -type f | sort > "$VH_OUTPUTS_DIR/list"']
const copy = ['cp "$VH_CONFIG_DIR/inputs.json" "$VH_OUTPUTS_DIR"']
const input = (facts: string) => `    inputs:\n      - {name: data, ${facts}}\n`
const inputsOf = async (number = 1) =>
  (await hub.run(number)).inputs.map(({ name, uri, kind }) => ({ name, uri, kind }))

/** A server of files for one test, for those who sign in; counts what it sends. */
async function web(files: Record<string, string>) {
  const sent: string[] = []
  const login = `Basic ${Buffer.from('ana:s3cret').toString('base64')}`
  const server = createServer((request, response) => {
    const path = decodeURI(request.url?.split('?')[0] ?? '')
    if (request.headers.authorization !== login) return response.writeHead(401).end()
    const content = files[path]
    if (content === undefined) return response.writeHead(404).end()
    const etag = `"${createHash('sha1').update(content).digest('hex')}"`
    if (request.headers['if-none-match'] === etag) return response.writeHead(304).end()
    sent.push(path)
    response.writeHead(200, { etag }).end(content)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { files, sent, url: (path: string) => `http://ana:s3cret@127.0.0.1:${port}${path}` }
}

describe('an input that lies on this machine', () => {
  it('is found by paths and patterns from the folder of the code, and recorded file by file', async () => {
    const files = { 'raw/a.csv': 'a', 'raw/sub/b.csv': 'b', 'raw/c.txt': 'c', 'one.csv': 'one' }
    const cwd = stepOf(
      [...list, ...copy],
      input('default: [./raw/**/*.csv, "file:one.csv"], keep-directories: suffix'),
      files,
    )
    expect((await hub.ana.hub(['run', 'work'], { cwd: '/', env: {} })).exitCode).toBe(5)
    expect((await hub.ana.hub(['run', 'work', '-f', cwd])).exitCode).toBe(0)
    expect(await hub.output('list')).toBe('./data/a.csv\n./data/one.csv\n./data/sub/b.csv\n')
    const uri = (name: string) => `file://${hostname()}${join(cwd, name)}`
    const external = (name: string) => ({ name: 'data', uri: uri(name), kind: 'external' })
    expect(await inputsOf()).toEqual(['raw/a.csv', 'raw/sub/b.csv', 'one.csv'].map(external))
    const { data } = JSON.parse(await hub.output('inputs.json'))
    expect(data.files[0]).toMatchObject({
      name: 'a.csv',
      uri: uri('raw/a.csv'),
      size: 1,
      checksums: { sha256: createHash('sha256').update('a').digest('hex') },
    })
  })

  it('stays what it was for a run, whatever becomes of it', async () => {
    const cwd = stepOf(['cat "$VH_INPUTS_DIR/data/a.csv"'], input('default: a.csv'), {
      'a.csv': 'old',
    })
    expect((await hub.ana.hub(['run', 'work'], { cwd })).out).toContain('old')
    writeFileSync(join(cwd, 'a.csv'), 'new')
    expect((await hub.ana.hub(['run', 'work'], { cwd })).out).toContain('new')
  })

  it.each([
    ['none.csv', 5, 'There is no file'],
    ['raw', 5, 'Write'],
    ['raw/*.json', 5, 'No file matches raw/*.json'],
    ['s3://bucket/a', 2, 'lies where this machine fetches nothing from'],
  ])('that is %s starts no run', async (uri, expected, message) => {
    const cwd = stepOf(['echo begun'], input(`default: ${uri}`), { 'raw/a.csv': '' })
    const { exitCode, out, err } = await hub.ana.hub(['run', 'work'], { cwd })
    expect({ exitCode, out }).toEqual({ exitCode: expected, out: '' })
    expect(err).toContain('The input data cannot be used.')
    expect(err).toContain(message)
    expect((await hub.get('/projects/penguins/runs/1')).status).toBe(404)
  })

  it('is refused when two files would have one name', async () => {
    const files = { 'x/a.csv': 'x', 'y/a.csv': 'y' }
    const cwd = stepOf(['echo begun'], input('default: "*/a.csv"'), files)
    const { exitCode, err } = await hub.ana.hub(['run', 'work'], { cwd })
    expect(exitCode).toBe(1)
    expect(err).toContain('Two files of the input data would both be a.csv.')
    expect((await hub.get('/projects/penguins/runs/1')).status).toBe(404)
  })

  it('may stand beside what the hub holds', async () => {
    const cwd = stepOf(list, input('default: [model://tables/v1, b.csv]'), { 'b.csv': 'b' })
    writeFileSync(join(cwd, 'a.csv'), 'a')
    await hub.ana.hub(['push', 'a.csv', 'model://tables/'], { cwd })
    rmSync(join(cwd, 'a.csv'))
    expect((await hub.ana.hub(['run', 'work'], { cwd })).exitCode).toBe(0)
    expect(await hub.output('list')).toBe('./data/a.csv\n./data/b.csv\n')
    // What was fetched is for nobody else on this machine.
    expect(statSync(join(hub.ana.home, '.cache/model-hub/blobs')).mode & 0o777).toBe(0o700)
  })
})

describe('an input that lies on the web', () => {
  it('is fetched as whoever its address says, who is told to nobody', async () => {
    const { url, sent } = await web({ '/deep/a b.csv': 'from the web' })
    const address = url('/deep/a%20b.csv?token=s3cret&day=1')
    const cwd = stepOf(
      [...list, ...copy, 'cat "$VH_INPUTS_DIR"/data/*'],
      input(`default: "${address}"`),
    )
    const { exitCode, out, err } = await hub.ana.hub(['run', 'work'], { cwd })
    expect(exitCode).toBe(0)
    expect(out).toContain('from the web')
    expect(sent).toHaveLength(1)
    const hidden = address.replace('ana:s3cret@', 'ana:***@').replace('token=s3cret', 'token=***')
    expect(await inputsOf()).toEqual([{ name: 'data', uri: hidden, kind: 'external' }])
    const told = [out, err, await hub.output('inputs.json'), JSON.stringify(await hub.run())]
    for (const text of told) expect(text).not.toContain('s3cret')
    expect(await hub.output('list')).toBe('./data/a b.csv\n')
  })

  it('is sent again only when it has changed', async () => {
    const { url, sent, files } = await web({ '/a.csv': 'one' })
    const cwd = stepOf(['cat "$VH_INPUTS_DIR"/data/*'], input(`default: "${url('/a.csv')}"`))
    const out = async () => (await hub.ana.hub(['run', 'work'], { cwd })).out
    expect(await out()).toContain('one')
    expect(await out()).toContain('one')
    expect(sent).toHaveLength(1)
    files['/a.csv'] = 'two'
    expect(await out()).toContain('two')
    expect(sent).toHaveLength(2)
  })

  it('that cannot be had starts no run', async () => {
    const { url } = await web({})
    const cwd = stepOf(['echo begun'], input('optional: true'))
    const run = (address: string) =>
      hub.ana.hub(['run', 'work', '-i', `data=${address}`, '--patience', '1'], { cwd })
    const absent = await run(url('/none'))
    expect(absent.exitCode).toBe(5)
    expect(absent.err).toContain('/none answered 404 Not Found.')
    expect((await run(url('/none').replace('s3cret', 'wrong'))).err).toContain('answered 401')
    const nobody = await run('http://127.0.0.1:1/a')
    expect(nobody.err).toContain('http://127.0.0.1:1/a cannot be fetched (')
    expect((await hub.get('/projects/penguins/runs/1')).status).toBe(404)
  })
})

describe('an input that is a pattern on a dataset', () => {
  const made = [
    'cd "$VH_OUTPUTS_DIR"; mkdir -p img/cats; echo a > img/a.jpg; echo b > img/cats/b.jpg; echo c > c.txt',
    'for f in img/a.jpg img/cats/b.jpg c.txt; do echo "{\\"file\\": \\"$f\\", \\"metadata\\": {\\"quality\\": 0.9, \\"valohai.dataset-versions\\": [\\"dataset://pets/v1\\"]}}"; done > valohai.metadata.jsonl',
  ]

  it('lays out the files that fit, with their ids and properties', async () => {
    await hub.ana.hub(['run', 'work'], { cwd: stepOf(made) })
    const given = input('default: "dataset://pets/v1/img/**/*.jpg", keep-directories: suffix')
    const cwd = stepOf([...list, ...copy], given)
    expect((await hub.ana.hub(['run', 'work'], { cwd })).exitCode).toBe(0)
    expect(await hub.output('list', 2)).toBe('./data/a.jpg\n./data/cats/b.jpg\n')
    const { data } = JSON.parse(await hub.output('inputs.json', 2))
    const datum = (await hub.run()).outputs.find(({ name }) => name === 'img/a.jpg')?.uri
    expect(data.files[0]).toMatchObject({
      name: 'a.jpg',
      uri: datum,
      datum_id: datum?.replace('datum://', ''),
      metadata: [{ quality: 0.9, 'valohai.dataset-versions': ['dataset://pets/v1'] }],
    })
    const none = await hub.ana.hub(['run', 'work', '-i', 'data=dataset://pets/v1/*.png'], { cwd })
    expect(none.exitCode).toBe(5)
  })
})
