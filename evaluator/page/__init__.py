"""The one-file page: this engine, under Pyodide, in a browser without network.

`write` makes the file on the organiser's machine. `engine` runs in the browser and answers its questions;
`form`, `view` and `substitutes` are what it needs. `web/` has the browser's side; `runtime/`, made
by `make page-runtime` and never committed, has what the page is packed from.
"""
