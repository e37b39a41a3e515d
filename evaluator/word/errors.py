"""What can go wrong with a template or with the values put into it."""


class TemplateError(Exception):
    """A template, or a value for it, that cannot become a Word document without losing something.

    `what` says what is wrong, `where` is the text of the paragraph around it, if known.
    """

    def __init__(self, what: str, where: str = "") -> None:
        super().__init__(f"{what} (in the paragraph: {where})" if where else what)
        self.what = what
        self.where = where
