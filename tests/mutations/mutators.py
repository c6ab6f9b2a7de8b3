"""The changes that are made to a module, one at a time.

Left alone: annotations, docstrings and descriptions, what is logged or raised as text, f-strings and other texts with a
blank in them, decorators, what only shapes a class, and ``strict`` of ``zip``, since none of these is sent, retried or
redacted.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

_COMPARISONS: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_OPERATORS: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_LONGEST: Final = 90
"""Characters that are told of what is changed."""
_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)

Change = Callable[[], Callable[[], None]]
"""Makes the change in the tree and returns what undoes it."""


@dataclass(frozen=True)
class Mutant:
    """One change of one module.

    :param line: Where, in the file.
    :param function: The outermost function whose body is changed, as its code object is named, with its first and its
        last line; None at module level.
    :param text: The place, and what stands there before and after.
    :param change: Makes it.
    """

    line: int
    function: tuple[str, int, int] | None
    text: str
    change: Change

    def covers(self, line: str) -> bool:
        """Tell whether a line belongs to the function's body."""
        return self.function is not None and self.function[1] < int(line) <= self.function[2]


def mutants(tree: ast.Module) -> Iterator[Mutant]:
    """Yield every change of a module; of those that read alike, all but the first are numbered."""
    seen: Counter[str] = Counter()
    for mutant in _Walk().below(tree):
        seen[mutant.text] += 1
        number = seen[mutant.text]
        yield mutant if number == 1 else replace(mutant, text=f"{mutant.text} #{number}")


@dataclass(frozen=True)
class _Walk:
    names: tuple[str, ...] = ()
    function: tuple[str, int, int] | None = None

    def below(self, node: ast.AST) -> Iterator[Mutant]:
        for name, value in ast.iter_fields(node):
            if _left_alone(node, name):
                continue
            children = value if isinstance(value, list) else [value]
            for index, child in enumerate(children):
                if isinstance(child, ast.AST):
                    place = (value, index) if isinstance(value, list) else (vars(node), name)
                    yield from self._at(node, name, child, place)

    def _at(self, parent: ast.AST, name: str, node: ast.AST, place: tuple[Any, Any]) -> Iterator[Mutant]:
        names, function = self.names, self.function
        if function is None and isinstance(parent, _FUNCTIONS) and name == "body":
            first = parent.decorator_list[0] if parent.decorator_list else parent
            function = (".".join(names), first.lineno, parent.end_lineno or 0)
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            names = (*names, node.name)
        walk = _Walk(names, function)
        for new in _instead(parent, name, node):
            yield walk.mutant(node, new, place)
        if not (_is_log(node) or isinstance(node, ast.JoinedStr)):
            yield from walk.below(node)

    def mutant(self, node: Any, new: ast.AST, place: tuple[Any, Any]) -> Mutant:
        holder, key = place
        ast.copy_location(new, node)
        ast.fix_missing_locations(new)

        def change() -> Callable[[], None]:
            holder[key] = new
            return lambda: holder.__setitem__(key, node)

        return Mutant(_line(node), self.function, f"{'.'.join(self.names) or 'module'}: {_told(node, new)}", change)


def _line(node: Any) -> int:
    return getattr(node, "lineno", None) or node.pattern.lineno


def _told(node: ast.AST, new: ast.AST) -> str:
    """Say what was changed, and only that where much stays the same."""
    match node, new:
        case ast.Call(), ast.Call():
            (gone,) = (keyword for keyword in node.keywords if keyword not in new.keywords)
            return f"{ast.unparse(node.func)}() without {_shown(gone)}"
        case ((ast.Tuple() | ast.List() | ast.Set()), (ast.Tuple() | ast.List() | ast.Set())):
            (gone,) = (item for item in node.elts if item not in new.elts)
            return f"{_shown(node)} without {_shown(gone)}"
        case ast.Dict(), ast.Dict():
            (index,) = (index for index, value in enumerate(node.values) if value not in new.values)
            key = node.keys[index]
            return f"dict without {_shown(key) if key else '**'}: {_shown(node.values[index])}"
        case _:
            return f"{_shown(node)}  ->  {_shown(new)}"


def _shown(node: ast.AST) -> str:
    match node:
        case ast.ExceptHandler():
            return f"except {ast.unparse(node.type) if node.type else ''}"
        case ast.keyword():
            return ast.unparse(ast.Call(ast.Name("_"), [], [node]))[2:-1]
        case ast.If() | ast.While():
            return f"if {ast.unparse(node.test)}"
        case _:
            text = " ".join(ast.unparse(node).split())
            return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _left_alone(node: ast.AST, name: str) -> bool:
    if name in {"annotation", "returns", "type_params", "ctx", "op", "ops", "cause", "decorator_list"}:
        return True
    if isinstance(node, ast.Subscript) and name == "slice":
        return not isinstance(node.slice, (ast.Slice, ast.UnaryOp, ast.Constant))
    if isinstance(node, (ast.Import, ast.ImportFrom)) or (isinstance(node, ast.keyword) and node.arg == "strict"):
        return True
    return isinstance(node, ast.Call) and _name(node.func) in {"TypeVar", "cast"} and name == "args"


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_log(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return _is_log(node.value)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _name(node.func.value) == "log"


def _instead(parent: ast.AST, name: str, node: ast.AST) -> Iterator[ast.AST]:
    if not _is_log(node):
        yield from _conditions(parent, name)
        yield from _expressions(node)
        yield from _constants(parent, node)
        yield from _statements(node)
        if name != "slice":
            yield from _collections(node)


def _conditions(parent: ast.AST, name: str) -> Iterator[ast.AST]:
    """Yield what a condition is replaced by."""
    match parent, name:
        case ast.While(), "test":
            yield ast.Constant(False)
        case (ast.comprehension(), "ifs"):
            yield ast.Constant(True)
        case ((ast.If() | ast.IfExp()), "test") | (ast.match_case(guard=ast.expr()), "guard"):
            yield ast.Constant(False)
            yield ast.Constant(True)
        case _:
            pass


def _expressions(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare():
            yield from _comparisons(node)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            if len(values) > 2:
                yield from (ast.BoolOp(op, kept) for kept in _shrunk(values))
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.BinOp(left, op, right) if type(op) in _OPERATORS and not _is_text(left) and not _is_union(node):
            yield ast.BinOp(left, _OPERATORS[type(op)](), right)
        case ast.Call(function, arguments, keywords) if not _is_definition(node):
            for index, keyword in enumerate(keywords):
                if keyword.arg not in {None, "name", "words", "strict", "description"}:
                    yield ast.Call(function, arguments, [*keywords[:index], *keywords[index + 1 :]])
        case _:
            pass


def _comparisons(node: ast.Compare) -> Iterator[ast.AST]:
    for index, operator in enumerate(node.ops):
        for other in _COMPARISONS[type(operator)]:
            yield ast.Compare(node.left, [*node.ops[:index], other(), *node.ops[index + 1 :]], node.comparators)


def _constants(parent: ast.AST, node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(str() as value) if not (isinstance(parent, ast.Expr) or " " in value or _is_label(parent)):
            yield ast.Constant(f"X{value}" if value else "/X")
        case _:
            pass


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Return(ast.expr() as value) if not _is_false(value):
            yield ast.Return(ast.Constant(None))
        case ast.Raise() | ast.AugAssign() | ast.Delete():
            yield ast.Pass()
        case ast.Expr(ast.Call() | ast.YieldFrom() | ast.Yield() | ast.Await()):
            yield ast.Pass()
        case ast.ExceptHandler(ast.expr()):
            yield ast.ExceptHandler(ast.Tuple([], ast.Load()), node.name, node.body)
        case _:
            pass


def _collections(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a collection without one of its members."""
    match node:
        case ast.Tuple() | ast.List() | ast.Set() if _is_loaded(node) and len(node.elts) > 1:
            yield from (type(node)(elts=kept, ctx=ast.Load()) for kept in _shrunk(node.elts))
        case ast.Dict(keys, values) if len(keys) > 1:
            yield from (ast.Dict(*kept) for kept in zip(_shrunk(keys), _shrunk(values), strict=True))
        case _:
            pass


def _shrunk(members: list[Any]) -> Iterator[list[Any]]:
    for index in range(len(members)):
        yield [*members[:index], *members[index + 1 :]]


def _is_false(node: ast.AST) -> bool:
    """Tell what a condition takes for false whether it is null or not."""
    return isinstance(node, ast.Constant) and (node.value is None or node.value is False)


def _is_loaded(node: Any) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_union(node: ast.BinOp) -> bool:
    """Tell ``A | None``, a type, from a union of sets."""
    return isinstance(node.op, ast.BitOr) and any(
        (isinstance(side, ast.Constant) and side.value is None) or _name(side)[:1].isupper()
        for side in (node.left, node.right)
    )


def _is_label(parent: ast.AST) -> bool:
    """Tell names that stand in error texts only, and those of types."""
    return (isinstance(parent, ast.keyword) and parent.arg in {"name", "words"}) or isinstance(
        parent, (ast.FormattedValue, ast.JoinedStr)
    )


def _is_definition(call: ast.Call) -> bool:
    """Tell the keywords that only shape a class, not what is sent."""
    return {keyword.arg for keyword in call.keywords} <= {"frozen", "kw_only", "maxsize", "slots", "from_attributes"}
