"""The command line: verbs first, then Hydra overrides (for `run`) or plain arguments (for the others).

Exit codes: 0 done, 1 failed, 2 wrong usage. The last line printed by `run` is the path of the release.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from conflictdata.errors import ConfigError, ConflictDataError
from conflictdata.version import __version__

DONE, FAILED, USAGE = 0, 1, 2
INTERRUPTED = 130

HELP = """\
conflictdata: news articles in, a versioned release of ACLED-style conflict events out.

  conflictdata run [key=value ...]        code articles into a release (the bundled demo when nothing is said)
  conflictdata rebuild RELEASE            run a release's stored configuration again and compare the content
  conflictdata check PATH                 validate a release, or an ACLED-style .csv or .parquet file
  conflictdata why ID                     show the words an event was coded from, or why an article gave none
  conflictdata codebook [TABLE]           say what every column means
  conflictdata diff DATASET OLD NEW       compare two versions of a dataset
  conflictdata ontology check [NAME]      load an ontology and run every example in it; also list, show TYPE
  conflictdata coverage [DATASET]         acts, actors and places the dictionaries did not know, by frequency
  conflictdata actors NAME                who an actor is: names, type, years, countries; also list, check [FILE]
  conflictdata train ROWS OUT             teach a second reader of your own from hand-coded rows

  conflictdata VERB --help                more about one verb
  eval "$(conflictdata -sc install=bash)" tab completion of verbs and settings

Exit codes: 0 done, 1 failed, 2 wrong usage."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one verb and returns the exit code.

    Example:
        >>> main(["--version"])
        conflictdata 0.1.0
        0
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] in (["-h"], ["--help"], ["help"]):
        print(HELP)
        return DONE
    if words[:1] == ["--version"]:
        print(f"conflictdata {__version__}")
        return DONE
    if words[:1] in (["-sc"], ["--shell-completion"], ["--shell_completion"]):
        return _completion(words)
    if not words:
        print(HELP, file=sys.stderr)
        return USAGE
    verb, rest = words[0], words[1:]
    if verb not in VERBS:
        todo = "conflictdata --help explains them"
        error = ConfigError(f"there is no verb {verb!r}", allowed=", ".join(VERBS), todo=todo)
        print(f"conflictdata: {error}", file=sys.stderr)
        return USAGE
    return _guarded(VERBS[verb], rest)


def _guarded(verb: Callable[[list[str]], int], words: list[str]) -> int:
    """Runs a verb; errors made for people are one message, everything else keeps its traceback."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(INTERRUPTED))  # unwinds, so that half-written folders are removed
    try:
        return verb(words)
    except ConfigError as error:
        print(f"conflictdata: {error}", file=sys.stderr)
        return USAGE
    except ConflictDataError as error:
        print(f"conflictdata: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("conflictdata: interrupted; no release was written", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output, `head` for instance, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except SystemExit as stop:  # argparse and Hydra leave this way
        return stop.code if isinstance(stop.code, int) else FAILED if stop.code else DONE


def _run(words: list[str]) -> int:
    """`run`: everything after the verb belongs to Hydra, -m and --cfg included."""
    from conflictdata.reports.nlp import one_thread

    one_thread()  # before anything numeric is imported
    import hydra
    from hydra.core.hydra_config import HydraConfig
    from hydra.errors import HydraException
    from omegaconf import DictConfig
    from omegaconf.errors import OmegaConfBaseException

    from conflictdata import config as configuration
    from conflictdata.pipeline import execute

    failures: list[int] = []

    def job(config: DictConfig) -> str | None:
        try:
            release = execute(config)
        except ConflictDataError as error:
            if HydraConfig.get().verbose:
                raise
            print(f"conflictdata: {error}", file=sys.stderr)
            failures.append(USAGE if isinstance(error, ConfigError) else FAILED)
            return None
        print(release.path, flush=True)
        return str(release.path)

    wanted = os.environ.get("HYDRA_FULL_ERROR")
    os.environ["HYDRA_FULL_ERROR"] = "1"  # errors come to us, not to Hydra's printer
    words = [configuration.rename(word) for word in words]
    sys.argv = [sys.argv[0], *words]
    configuration.register()
    start = hydra.main(
        version_base=configuration.VERSION_BASE,
        config_path=str(configuration.conf_dir()),
        config_name=configuration.CONFIG_NAME,
    )
    try:
        start(job)()
    except (HydraException, OmegaConfBaseException) as error:
        if wanted == "1":
            raise
        raise configuration.explain(error, [word for word in words if "=" in word]) from error
    return max(failures, default=DONE)


def _rebuild(words: list[str]) -> int:
    parser = _parser(
        "rebuild", "Run the configuration stored in a release again and say whether the content is the same."
    )
    parser.add_argument("release", help="folder of the release, for example outputs/releases/demo/v1")
    parser.add_argument(
        "overrides", nargs="*", metavar="key=value", help="where the inputs are now, for example source.path=articles"
    )
    args = parser.parse_args(words)
    from conflictdata.rebuild import rebuild

    outcome = rebuild(args.release, args.overrides)
    print(outcome)
    return DONE if outcome.same else FAILED


def _check(words: list[str]) -> int:
    parser = _parser("check", "Validate a release folder, or an ACLED-style file, against the schema.")
    parser.add_argument("path", help="folder of a release, or a .parquet or .csv file of events")
    parser.add_argument("--table", default="events", help="table that a single file is checked as (default: events)")
    args = parser.parse_args(words)
    from conflictdata.releases import check

    report = check(args.path, table=args.table)
    print(report)
    return DONE if report.valid else FAILED


def _why(words: list[str]) -> int:
    parser = _parser(
        "why",
        "Show the sentences an event was coded from, with the coded words marked; "
        "for an article, what became of it and what was refused in it.",
    )
    parser.add_argument("id", help="event_id, report_id or document_id")
    parser.add_argument("--all", action="store_true", help="every coded field with its rule, not the eight main ones")
    parser.add_argument("--dataset", help="look in this dataset only (default: every dataset)")
    parser.add_argument("--version", default="latest", help="version of the dataset (default: latest)")
    parser.add_argument(
        "--output-dir", default="outputs", help="folder that holds releases/ and texts/ (default: outputs)"
    )
    args = parser.parse_args(words)
    from conflictdata.releases import why

    print(why(args.id, dataset=args.dataset, version=args.version, root=args.output_dir, everything=args.all))
    return DONE


def _codebook(words: list[str]) -> int:
    parser = _parser("codebook", "Say what every column of every table means, its type, unit and allowed values.")
    parser.add_argument("table", nargs="?", help="one table only")
    args = parser.parse_args(words)
    from conflictdata import schema, schema_docs

    text = schema_docs.codebook()
    if args.table is None:
        print(text)
        return DONE
    if args.table not in schema.TABLES:
        raise ConfigError(f"there is no table {args.table!r}", where="codebook", allowed=", ".join(schema.TABLES))
    print("## " + next(part for part in text.split("\n## ") if part.startswith(args.table)))
    return DONE


def _diff(words: list[str]) -> int:
    parser = _parser("diff", "Compare two versions of a dataset: events that came, went and changed, cell by cell.")
    parser.add_argument("dataset")
    parser.add_argument("old", help="for example v1")
    parser.add_argument("new", help="for example v2, or latest")
    parser.add_argument("--output-dir", default="outputs", help="folder that holds releases/ (default: outputs)")
    args = parser.parse_args(words)
    from conflictdata.releases import diff

    print(diff(args.dataset, args.old, args.new, root=args.output_dir))
    return DONE


def _ontology(words: list[str]) -> int:
    parser = _parser(
        "ontology",
        "Load an ontology, with an error that names the line if it is wrong, and run every example in it (check); "
        "list its types, or show what it says of one.",
    )
    parser.add_argument("what", choices=("check", "list", "show"))
    parser.add_argument("name", nargs="?", help="check, list: name or path of the ontology; show: the type")
    parser.add_argument("--ontology", help="name or path of the ontology (default: acled)")
    args = parser.parse_args(words)
    from conflictdata.reports import examples

    if args.what == "show":
        if args.name is None:
            raise ConfigError("no type is named", where="ontology show", todo="conflictdata ontology list names them")
        print(examples.show(args.name, args.ontology or "acled"))
        return DONE
    name = args.ontology or args.name or "acled"
    if args.what == "list":
        print(examples.overview(name))
        return DONE
    outcome = examples.examine(name)
    print(outcome)
    return DONE if outcome.agree else FAILED


def _coverage(words: list[str]) -> int:
    parser = _parser(
        "coverage",
        "Show what the dictionaries did not know in the articles of a release, by frequency: words in armed company "
        "that no act caught, names of groups, places. Needs the texts kept beside the release.",
    )
    parser.add_argument("dataset", nargs="?", help="name of the dataset (may be left out when there is just one)")
    parser.add_argument("--version", default="latest", help="version of the dataset (default: latest)")
    parser.add_argument("--output-dir", default="outputs", help="folder of releases/ and texts/ (default: outputs)")
    parser.add_argument("--top", type=int, default=20, help="how many of each kind are shown (default: 20)")
    parser.add_argument("--csv", metavar="FILE", help="write every row, with an example sentence, to a CSV file")
    args = parser.parse_args(words)
    from conflictdata.coverage import coverage

    found = coverage(args.dataset, args.version, args.output_dir, args.top)
    print(found)
    if args.csv:
        found.write_csv(Path(args.csv))
    return DONE


def _actors(words: list[str]) -> int:
    parser = _parser(
        "actors",
        "Show all that is known of an actor, a force (Military Forces of Syria), a unit, a people or an ordinary word "
        "(gunmen); `actors list` names the actors of a country and type, `actors check [FILE]` validates the bundled "
        "tables, or a table of your own for actors.extra=FILE.",
    )
    parser.add_argument("name", nargs="+", help="a name as texts write it, or an id; or: list; or: check [FILE]")
    parser.add_argument("--on", metavar="DATE", help="only what was in use on that day (YYYY-MM-DD)")
    parser.add_argument("--country", help="only what acts in that country (ISO 3166 code or name)")
    parser.add_argument("--type", help="list: a class (rebel, gang, external ...) or a type (2, 'Rebel group')")
    parser.add_argument("--extra", metavar="FILE", type=Path, help="read a table of your own as well")
    args = parser.parse_args(words)
    from conflictdata.knowledge import actor_cards, actor_checks

    if args.name[0] == "check" and len(args.name) <= 2:
        checked = actor_checks.examine(Path(args.name[1]) if args.name[1:] else args.extra)
        print(checked)
        return FAILED if checked.faults else DONE
    if args.extra is not None:
        actor_checks.must_be_sound(args.extra)
    if args.name == ["list"]:
        print(actor_cards.listing(args.country, args.type, args.extra))
        return DONE
    print(actor_cards.look_up(" ".join(args.name), _day(args.on), args.country, args.extra))
    return DONE


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"{text!r} is no day", where="--on", allowed="YYYY-MM-DD") from error


def _train(words: list[str]) -> int:
    parser = _parser("train", "Teach a second reader from texts that you coded by hand, or are licensed to use.")
    parser.add_argument("rows", help="CSV or Parquet with a text and a sub-event type in each row")
    parser.add_argument("out", help="folder of the reader, for reader=custom reader.path=OUT")
    parser.add_argument("--text", default="notes", help="column of the texts (default: notes)")
    parser.add_argument("--label", default="sub_event_type", help="column of the types (default: sub_event_type)")
    args = parser.parse_args(words)
    from conflictdata.reports.teach import teach

    print(teach(Path(args.rows), Path(args.out), text=args.text, label=args.label))
    return DONE


VERBS: dict[str, Callable[[list[str]], int]] = {
    "run": _run,
    "rebuild": _rebuild,
    "check": _check,
    "why": _why,
    "codebook": _codebook,
    "diff": _diff,
    "ontology": _ontology,
    "coverage": _coverage,
    "actors": _actors,
    "train": _train,
}


def _parser(verb: str, description: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"conflictdata {verb}", description=description)


def _completion(words: list[str]) -> int:
    """Tab completion: verbs are ours, what follows `run` is Hydra's; `-sc install=bash` prints the shell's hook."""
    query = words[1:2] and words[1].startswith("query=")
    line = os.environ.get("COMP_LINE", "")
    typed = line.split()
    if query and (len(typed) < 2 or (len(typed) == 2 and not line.endswith(" "))):
        start = typed[1] if len(typed) == 2 else ""
        print(" ".join(verb for verb in VERBS if verb.startswith(start)))
        return DONE
    if query and typed[1] != "run":
        return DONE  # the shell completes files by itself
    if query:
        os.environ["COMP_LINE"] = line.replace(" run", "", 1)
    return _guarded(_run, words)
