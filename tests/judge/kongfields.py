"""Which scalars of a Kong file are strings to Kong, and which key-auth items
drop when their key renders empty. From the tables in the Kong notes
(consumers[], Credentials), by walking the parsed template."""

NESTED = {
    'keyauth_credentials': {'key'},
    'basicauth_credentials': {'username', 'password'},
    'jwt_secrets': {'key', 'secret', 'algorithm', 'rsa_public_key'},
    'hmacauth_credentials': {'username', 'secret'},
    'oauth2_credentials': {'name', 'client_id', 'client_secret',
                           'client_type', 'redirect_uris'},
    'acls': {'group'},
}
COMMON = {'id', 'tags', 'consumer'}
CONSUMER = {'username', 'custom_id', 'id', 'tags'}


class Walk:
    """After construction: strings (set of node ids) and items, a list of
    (item node, key scalar node) of all key-auth lists."""

    def __init__(self, nodes, value_of):
        self.value_of = value_of
        self.targets = self._aliases(nodes)
        self.strings = set()
        self.items = []
        documents = [n for n in nodes if n.kind == 'document']
        for document in documents[:1]:
            for key, value in self.pairs(document.children[0]):
                if key == 'consumers':
                    for consumer in self.list(value):
                        self.consumer(consumer)
                elif key in NESTED:
                    self.credentials(key, value)

    @staticmethod
    def _aliases(nodes):
        seen, targets = {}, {}
        for n in nodes:
            if n.anchor:
                seen[n.anchor] = n
            if n.kind == 'document':
                seen = {}
            if n.kind == 'alias':
                targets[id(n)] = seen.get(n.value)
        return targets

    def deref(self, node):
        return self.targets[id(node)] if node.kind == 'alias' else node

    def pairs(self, node, depth=0):
        node = self.deref(node)
        if node is None or node.kind != 'map' or depth > 8:
            return
        children = node.children
        for k, v in zip(children[::2], children[1::2]):
            key = self.deref(k)
            key = self.value_of(key) if key.kind == 'scalar' else None
            if key != '<<':
                yield key, v
                continue
            merged = self.deref(v)
            for m in (merged.children if merged.kind == 'seq' else [merged]):
                yield from self.pairs(m, depth + 1)

    def list(self, node):
        node = self.deref(node)
        return node.children if node is not None and node.kind == 'seq' \
            else []

    def string(self, node):
        node = self.deref(node)
        if node.kind == 'scalar':
            self.strings.add(id(node))
        elif node.kind == 'seq':
            for child in node.children:
                self.string(child)

    def consumer(self, node):
        for key, value in self.pairs(node):
            if key in CONSUMER:
                self.string(value)
            elif key in NESTED:
                self.credentials(key, value)

    def credentials(self, name, node):
        for item in self.list(node):
            for key, value in self.pairs(item):
                if key in NESTED[name] or key in COMMON:
                    self.string(value)
                if name == 'keyauth_credentials' and key == 'key':
                    self.items.append((item, self.deref(value)))
