"""What axe has against a document."""

from importlib.resources import files

from playwright.sync_api import Frame

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
RULES = """() => axe.run(document, {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
}).then(({violations}) => violations.map(
  ({id, nodes}) => [id, ...nodes.map(({target, failureSummary}) => target + ' ' + failureSummary)].join('; '),
))"""
# A colour half way through a transition is none that anybody has to read.
SETTLED = """() => Promise.allSettled(
  document.getAnimations()
    .filter(each => each.effect.getComputedTiming().iterations === 1)
    .map(each => each.finished),
)"""


def violations(frame: Frame) -> list[str]:
    """Return what axe finds wrong in this document, once what moves has come to rest."""
    frame.evaluate(SETTLED)
    frame.evaluate(AXE)
    return [str(each) for each in frame.evaluate(RULES)]
