"""The glossary, paragraph by paragraph, so that each can be shown in any language."""

from advisor import content


def load_glossary() -> tuple[str, ...]:
    """Return the paragraphs of the glossary below its title, in their order."""
    text = (content.docs_folder() / "glossary.md").read_text(encoding="utf-8")
    _, *paragraphs = (part.strip() for part in text.split("\n\n"))
    return tuple(" ".join(part.split()) for part in paragraphs if part)
