#include "app/commands/completion_script.h"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

namespace sallyport::app {
namespace {

// One command, as the scripts see it.
struct Node {
  std::string path;  // "sallyport user list"
  std::vector<Command> below;
  std::vector<OptionFacts> options;  // also those that the commands above it take
};

void add_nodes(const Command& command, const std::string& above, const std::vector<OptionFacts>& inherited,
               std::vector<Node>& nodes) {
  std::vector<OptionFacts> options = command.options();
  if (command.falls_through())
    for (const OptionFacts& one : inherited)
      if (!one.names.empty() && std::ranges::find(options, one.names, &OptionFacts::names) == options.end())
        options.push_back(one);
  const std::string path = above + (above.empty() ? "" : " ") + command.name();
  const std::vector<Command> below = command.commands();
  nodes.push_back({path, below, options});
  for (const Command& one : below) add_nodes(one, path, options, nodes);
}

std::vector<Node> nodes_of(const Command& program) {
  std::vector<Node> nodes;
  add_nodes(program, "", {}, nodes);
  return nodes;
}

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : std::string(separator)) + word;
  return text;
}

// Within single quotation marks. All three shells read a backslash there in other ways, so it becomes a slash.
std::string quoted(std::string text) {
  std::ranges::replace(text, '\\', '/');
  std::ranges::replace(text, '\n', ' ');
  for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 3) text.replace(at, 1, "’");
  return "'" + text + "'";
}

// The words that may follow a command.
std::vector<std::string> words_after(const Node& node) {
  std::vector<std::string> words;
  for (const Command& below : node.below) words.push_back(below.name());
  for (const OptionFacts& option : node.options) {
    words.insert(words.end(), option.names.begin(), option.names.end());
    if (option.names.empty()) words.insert(words.end(), option.choices.begin(), option.choices.end());
  }
  return words;
}

// The names of all options that take a value, for the walk over the words: the next word is no command.
std::string valued_options(const std::vector<Node>& nodes) {
  std::set<std::string> names;
  for (const Node& node : nodes)
    for (const OptionFacts& option : node.options)
      if (option.value != OptionValue::none) names.insert(option.names.begin(), option.names.end());
  return joined({names.begin(), names.end()}, "|");
}

std::string quoted_paths(const std::vector<Node>& nodes) {
  std::string text;
  for (const Node& node : nodes)
    if (node.path.find(' ') != std::string::npos) text += (text.empty() ? "" : "|") + quoted(node.path);
  return text;
}

// The patterns "path --option" of one option.
std::string patterns_of(const Node& node, const OptionFacts& option) {
  std::string text;
  for (const std::string& name : option.names) text += (text.empty() ? "" : "|") + quoted(node.path + " " + name);
  return text;
}

// What a shell does to complete the value of an option.
struct ValueWords {
  std::string_view file;
  std::string_view folder;
  std::string_view none;   // nothing is known of the value
  std::string_view first;  // stands before the choices,
  std::string_view last;   // and after them
};

std::string value_lines(const std::vector<Node>& nodes, const ValueWords& words) {
  std::string text;
  for (const Node& node : nodes)
    for (const OptionFacts& option : node.options) {
      if (option.value == OptionValue::none || option.names.empty()) continue;
      text += "    " + patterns_of(node, option) + ") ";
      if (option.value == OptionValue::file) text += words.file;
      if (option.value == OptionValue::folder) text += words.folder;
      if (option.value == OptionValue::any) text += words.none;
      if (option.value == OptionValue::choice)
        text += std::string(words.first) + joined(option.choices, " ") + std::string(words.last);
      text += "; return ;;\n";
    }
  return text;
}

// The walk from the first word to the one before the cursor, in the syntax that bash and zsh share.
std::string walk_lines(const std::vector<Node>& nodes, std::string_view first, std::string_view end) {
  std::string text = "  local at=sallyport before='' i word\n";
  text += "  for ((i = " + std::string(first) + "; i < " + std::string(end) + "; i++)); do\n";
  text += "    word=${words[i]}\n";
  text += "    case \"$before\" in " + valued_options(nodes) + ") before=; continue ;; esac\n";
  text += "    case \"$at $word\" in " + quoted_paths(nodes) + ") at=\"$at $word\" ;; esac\n";
  text += "    before=$word\n  done\n";
  return text;
}

std::string bash_script(const std::vector<Node>& nodes) {
  std::string text = "# bash completion for sallyport\n_sallyport() {\n";
  text += "  local words=(\"${COMP_WORDS[@]}\") current=${COMP_WORDS[COMP_CWORD]} known=''\n";
  text += walk_lines(nodes, "1", "COMP_CWORD") + "  case \"$at $before\" in\n";
  text += value_lines(nodes, {.file = R"(compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current"))",
                              .folder = R"(compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current"))",
                              .none = "COMPREPLY=()",
                              .first = "mapfile -t COMPREPLY < <(compgen -W '",
                              .last = R"(' -- "$current"))"});
  text += "  esac\n  case \"$at\" in\n";
  for (const Node& node : nodes)
    text += "    " + quoted(node.path) + ") known=" + quoted(joined(words_after(node), " ")) + " ;;\n";
  text += "  esac\n  mapfile -t COMPREPLY < <(compgen -W \"$known\" -- \"$current\")\n";
  text += "  if [[ ${#COMPREPLY[@]} -eq 0 && $current != -* ]]; then\n";
  text += "    compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n  fi\n}\n";
  return text + "complete -F _sallyport sallyport\n";
}

// "name:meaning" for _describe, in which a colon of the name would end it. No name has one.
std::string zsh_entries(const Node& node) {
  std::string text;
  for (const Command& below : node.below) text += " " + quoted(below.name() + ":" + below.meaning());
  for (const OptionFacts& option : node.options) {
    for (const std::string& name : option.names) text += " " + quoted(name + ":" + option.meaning);
    if (option.names.empty())
      for (const std::string& choice : option.choices) text += " " + quoted(choice);
  }
  return text;
}

std::string zsh_script(const std::vector<Node>& nodes) {
  std::string text = "#compdef sallyport\n_sallyport() {\n  local -a known\n";
  text += walk_lines(nodes, "2", "CURRENT") + "  case \"$at $before\" in\n";
  text += value_lines(
      nodes, {.file = "_files", .folder = "_files -/", .none = "_message value", .first = "compadd -- ", .last = ""});
  text += "  esac\n  case \"$at\" in\n";
  for (const Node& node : nodes) text += "    " + quoted(node.path) + ") known=(" + zsh_entries(node) + " ) ;;\n";
  text += "  esac\n  _describe sallyport known || _files\n}\n";
  // The file may be found by the shell, which then calls it as the function, or be read by source.
  return text +
         "if [ \"$funcstack[1]\" = _sallyport ]; then _sallyport \"$@\"; else compdef _sallyport sallyport; fi\n";
}

std::string fish_value(const OptionFacts& option) {
  switch (option.value) {
    case OptionValue::none:
      return "";
    case OptionValue::file:
      return " -r -F";
    case OptionValue::folder:
      return " -x -a '(__fish_complete_directories)'";
    case OptionValue::any:
      return " -x";
    case OptionValue::choice:
      return " -x -a " + quoted(joined(option.choices, " "));
  }
  return "";
}

std::string fish_option(const std::string& condition, const OptionFacts& option) {
  if (option.names.empty() && option.choices.empty()) return {};
  std::string text = "complete -c sallyport" + condition;
  for (const std::string& name : option.names)
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  return text + fish_value(option) + " -d " + quoted(option.meaning) + "\n";
}

std::string fish_script(const std::vector<Node>& nodes) {
  std::string values = valued_options(nodes);
  std::ranges::replace(values, '|', ' ');
  std::string paths = quoted_paths(nodes);
  std::ranges::replace(paths, '|', ' ');
  std::string text = "# fish completion for sallyport\nfunction __sallyport_at\n  set -l at sallyport\n";
  text += "  set -l before ''\n  set -l words (commandline -opc)\n  for word in $words[2..-1]\n";
  text += "    if contains -- \"$before\" " + values + "\n      set before ''\n      continue\n    end\n";
  text += "    if contains -- \"$at $word\" " + paths + "\n      set at \"$at $word\"\n    end\n";
  text += "    set before $word\n  end\n  test \"$at\" = \"$argv[1]\"\nend\n";
  for (const Node& node : nodes) {
    const std::string condition = " -n \"__sallyport_at " + quoted(node.path) + "\"";
    for (const Command& below : node.below)
      text += "complete -c sallyport" + condition + " -f -a " + below.name() + " -d " + quoted(below.meaning()) + "\n";
    for (const OptionFacts& option : node.options) text += fish_option(condition, option);
  }
  return text;
}

}  // namespace

std::string completion_script(std::string_view shell, const Command& program) {
  const std::vector<Node> nodes = nodes_of(program);
  if (shell == "bash") return bash_script(nodes);
  return shell == "zsh" ? zsh_script(nodes) : fish_script(nodes);
}

}  // namespace sallyport::app
