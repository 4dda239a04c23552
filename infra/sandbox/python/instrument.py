"""Rewrites a program's tree so that it counts its work (`fuel`) or what it covers (`coverage`)."""

import ast


class Places:
    """Constants that stand for the harness's functions until the code is compiled: a program can neither spell nor rebind them."""

    def __init__(self, token, tools):
        self._functions = {f'{token}:{name}': function for name, function in tools.items()}
        self._token = token

    def call(self, name, *arguments):
        return ast.Call(ast.Constant(f'{self._token}:{name}'), list(arguments), [])

    def statement(self, name, number):
        return ast.Expr(self.call(name, ast.Constant(number)))

    def fill(self, code):
        constants = tuple(
            self.fill(one) if isinstance(one, type(code)) else self._functions.get(one, one) if type(one) is str else one
            for one in code.co_consts
        )
        return code.replace(co_consts=constants)


_RUNS_ON = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Delete, ast.Pass, ast.Import, ast.ImportFrom, ast.Global,
            ast.Nonlocal, ast.Assert)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _first(body):
    """Where the code of a body begins: after its docstring and, in a module, imports from the future."""
    at = 0
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and isinstance(body[0].value.value, str):
        at = 1
    while at < len(body) and isinstance(body[at], ast.ImportFrom) and body[at].module == '__future__':
        at += 1
    return at


class Counted(ast.NodeTransformer):
    """Charges each straight-line run of statements when it is entered."""

    def __init__(self, places):
        self._places = places
        self._extra = 0

    def list(self, body, base=0, skip=0):
        done, run, slot = list(body[:skip]), base, None
        for node in body[skip:]:
            if slot is None:
                slot = len(done)
                done.append(None)
            before, self._extra = self._extra, 0
            node = self.visit(node)
            run += 1 + self._extra
            self._extra = before
            done.append(node)
            if not isinstance(node, _RUNS_ON):
                done[slot] = self._places.statement('pay', run)
                run, slot = 0, None
        if slot is not None:
            done[slot] = self._places.statement('pay', run)
        elif run > 0:
            done.append(self._places.statement('pay', run))
        return done

    def visit_Module(self, node):
        node.body = self.list(node.body, 0, _first(node.body))
        return node

    def visit_ClassDef(self, node):
        node.decorator_list = [self.visit(one) for one in node.decorator_list]
        node.bases = [self.visit(one) for one in node.bases]
        node.body = self.list(node.body, 0, _first(node.body))
        return node

    def _function(self, node):
        node.decorator_list = [self.visit(one) for one in node.decorator_list]
        node.args = self.visit(node.args)
        node.body = self.list(node.body, 1, _first(node.body))
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = _function

    def visit_Lambda(self, node):
        node.args = self.visit(node.args)
        before, self._extra = self._extra, 0
        body = self.visit(node.body)
        cost, self._extra = 2 + self._extra, before
        node.body = ast.BoolOp(ast.And(), [self._places.call('pay', ast.Constant(cost)), body])
        return node

    def _loop(self, node):
        for name in ('target', 'iter', 'test'):
            if hasattr(node, name):
                before = self._extra
                setattr(node, name, self.visit(getattr(node, name)))
                step = self._extra - before
        node.body = self.list(node.body, 1 + (step if isinstance(node, ast.While) else 0))
        node.orelse = self.list(node.orelse)
        return node

    visit_For = visit_AsyncFor = visit_While = _loop

    def visit_If(self, node):
        node.test = self.visit(node.test)
        node.body, node.orelse = self.list(node.body), self.list(node.orelse)
        return node

    def _with(self, node):
        node.items = [self.visit(one) for one in node.items]
        node.body = self.list(node.body)
        return node

    visit_With = visit_AsyncWith = _with

    def _try(self, node):
        node.body, node.orelse, node.finalbody = self.list(node.body), self.list(node.orelse), self.list(node.finalbody)
        for handler in node.handlers:
            if handler.type is not None:
                handler.type = self.visit(handler.type)
            # What catches the stop must meet it again.
            handler.body = self.list(handler.body, 1)
        return node

    visit_Try = visit_TryStar = _try

    def visit_match_case(self, node):
        if node.guard is not None:
            node.guard = self.visit(node.guard)
        node.body = self.list(node.body)
        return node

    def visit_comprehension(self, node):
        self.generic_visit(node)
        node.ifs.insert(0, self._places.call('pay', ast.Constant(1)))
        return node

    def visit_IfExp(self, node):
        self._extra += 1
        return self.generic_visit(node)

    def visit_BoolOp(self, node):
        self._extra += len(node.values) - 1
        return self.generic_visit(node)

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in ('super', 'locals', 'vars', 'dir', 'globals'):
            return node
        node.func = self._places.call('call', node.func)
        return node

    def visit_Compare(self, node):
        self.generic_visit(node)
        node.comparators = [
            self._places.call('contained', right) if isinstance(by, (ast.In, ast.NotIn)) else right
            for by, right in zip(node.ops, node.comparators)
        ]
        return node

    def visit_Subscript(self, node):
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load) and isinstance(node.slice, ast.Slice):
            return self._places.call('piece', node)
        return node

    def visit_BinOp(self, node):
        self.generic_visit(node)
        return self._places.call('joined', node) if isinstance(node.op, (ast.Add, ast.Mult)) else node

    def visit_JoinedStr(self, node):
        return node

    def visit_arguments(self, node):
        node.defaults = [self.visit(one) for one in node.defaults]
        node.kw_defaults = [one and self.visit(one) for one in node.kw_defaults]
        return node

    def visit_AnnAssign(self, node):
        if node.value is not None:
            node.value = self.visit(node.value)
        return node


class Covered(ast.NodeTransformer):
    """Marks statements, and both ways of `if`, of conditional expressions, each part of `and`/`or` and each `case`."""

    def __init__(self, places):
        self._places = places
        self.statements = 0
        self.branches = 0

    def _branch(self):
        self.branches += 1
        return self._places.statement('branch', self.branches - 1)

    def _way(self, node):
        self.branches += 1
        mark = self._places.call('branch', ast.Constant(self.branches - 1))
        return ast.BoolOp(ast.And(), [mark, self.visit(node)])

    def list(self, body, skip=0):
        done = list(body[:skip])
        for node in body[skip:]:
            if not isinstance(node, (*_FUNCTIONS, ast.ClassDef, ast.Global, ast.Nonlocal)):
                self.statements += 1
                done.append(self._places.statement('statement', self.statements - 1))
            done.append(self.visit(node))
        return done

    def generic_visit(self, node):
        for name, value in ast.iter_fields(node):
            if name in ('body', 'orelse', 'finalbody') and isinstance(value, list):
                own = isinstance(node, (ast.Module, ast.ClassDef, *_FUNCTIONS))
                setattr(node, name, self.list(value, _first(value) if own and name == 'body' else 0))
            elif isinstance(value, list):
                setattr(node, name, [self.visit(one) if isinstance(one, ast.AST) else one for one in value])
            elif isinstance(value, ast.AST):
                setattr(node, name, self.visit(value))
        return node

    def visit_If(self, node):
        node.test = self.visit(node.test)
        node.body = [self._branch(), *self.list(node.body)]
        node.orelse = [self._branch(), *self.list(node.orelse)]
        return node

    def visit_match_case(self, node):
        self.generic_visit(node)
        node.body = [self._branch(), *node.body]
        return node

    def visit_IfExp(self, node):
        node.test = self.visit(node.test)
        node.body, node.orelse = self._way(node.body), self._way(node.orelse)
        return node

    def visit_BoolOp(self, node):
        node.values = [self._way(one) for one in node.values]
        return node

    def visit_JoinedStr(self, node):
        return node


def instrumented(tree, transformer):
    """The rewritten tree, every new node placed where the old one stood."""
    return ast.fix_missing_locations(transformer.visit(tree))
