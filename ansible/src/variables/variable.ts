/** A variable of a role, as Ansible's argument specification has it. */
export interface Variable {
  type: "str" | "int" | "bool" | "path" | "list" | "dict";
  /** Of a list. */
  elements?: "str" | "int" | "path" | "dict";
  required?: true;
  /** A template (`{{ … }}`) has its value only at run time: it stands among the defaults alone. */
  default?: unknown;
  choices?: readonly string[];
  /** A sentence. */
  about: string;
  /** The keys of a dictionary, or of each one of a list. */
  options?: Readonly<Record<string, Variable>>;
}

/** All variables of a role: the source of its `defaults/main.yml` and `meta/argument_specs.yml`. */
export interface RoleVariables {
  about: string;
  /** By their names without the role's, which each begins with. */
  variables: Readonly<Record<string, Variable>>;
}
