'use client'
import {
  BaseEdge,
  type Edge,
  type EdgeProps,
  type EdgeTypes,
  type Node,
  type NodeTypes,
  Position,
  ReactFlow,
  ReactFlowProvider,
} from 'reactflow'
import 'reactflow/dist/base.css'
import { LineageControls } from './lineage-controls'
import { LineagePlace } from './lineage-place'
import { placeSize, type Size } from './size'
import { type Drawing, type DrawnLine, type DrawnPlace, firstView } from './view'

type PlaceNode = Node<{ place: DrawnPlace }, 'place'>
type LineEdge = Edge<{ line: DrawnLine }, 'line'>

/** The drawing in a window that can be moved and enlarged. All is placed already; nothing here can be changed. */
export default function LineageCanvas({ drawing, window }: { drawing: Drawing; window: Size }) {
  return (
    <ReactFlowProvider>
      <div style={{ height: window.height }}>
        <ReactFlow<PlaceNode, LineEdge>
          nodes={drawing.places.map(nodeOf)}
          edges={drawing.lines.map(edgeOf)}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          defaultViewport={firstView(drawing, window)}
          minZoom={0.1}
          maxZoom={1.5}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          // Its words are about moving and deleting; the links within take the focus.
          disableKeyboardA11y
          // The wheel goes on scrolling the page; with Ctrl or two fingers it enlarges.
          zoomOnScroll={false}
          preventScrolling={false}
          zoomOnDoubleClick={false}
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
        />
      </div>
      <LineageControls />
    </ReactFlowProvider>
  )
}

const nodeTypes: NodeTypes = {
  place: ({ data }: { data: PlaceNode['data'] }) => <LineagePlace place={data.place} />,
}

const edgeTypes: EdgeTypes = { line: LineagePath }

function nodeOf(place: DrawnPlace): PlaceNode {
  const { width, height } = placeSize
  const handle = { y: height / 2, width: 1, height: 1 }
  return {
    id: place.id,
    type: 'place',
    position: { x: place.x, y: place.y },
    width,
    height,
    // Known, so that nothing has to be measured before lines are drawn.
    measured: { width, height },
    handles: [
      { type: 'source', position: Position.Right, x: width, ...handle },
      { type: 'target', position: Position.Left, x: 0, ...handle },
    ],
    data: { place },
    domAttributes: unspoken,
  }
}

function edgeOf(line: DrawnLine): LineEdge {
  return {
    id: `${line.from}-${line.to}`,
    type: 'line',
    source: line.from,
    target: line.to,
    data: { line },
    // The list says in words what a line does.
    domAttributes: { 'aria-hidden': true },
  }
}

// A place is the link in it, and no "node".
const unspoken = { 'aria-roledescription': undefined }

function LineagePath({ data }: EdgeProps<LineEdge>) {
  if (!data) return null
  const { path, word } = data.line
  return (
    <>
      <title>{word}</title>
      <BaseEdge path={path} interactionWidth={12} />
    </>
  )
}
