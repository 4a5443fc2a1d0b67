#include "app/commands/completion_script.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "app/commands/completion_tables.h"

namespace sallyport::app {
namespace {

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

// The places of the node's options in the shells' arrays, which begin at `first`.
std::string places(const CompletionNode& node, std::size_t first) {
  std::vector<std::string> numbers;
  for (const std::size_t place : node.options) numbers.push_back(std::to_string(place + first));
  return joined(numbers, " ");
}

// How the value of an option is written in the scripts' tables: "-" if it takes none, "@file", "@folder", "@any", or
// the choices. No choice has a comma or a blank.
std::string value_of(const OptionFacts& option) {
  switch (option.value) {
    case OptionValue::none:
      return "-";
    case OptionValue::file:
      return "@file";
    case OptionValue::folder:
      return "@folder";
    case OptionValue::any:
      return "@any";
    case OptionValue::choice:
      return joined(option.choices, ",");
  }
  return "-";
}

// "names|value|meaning" of each option.
std::string option_lines(const CompletionTables& tables, bool with_meaning) {
  std::string text;
  for (const OptionFacts& option : tables.options)
    text += "    " +
            quoted(joined(option.names, ",") + "|" + value_of(option) + (with_meaning ? "|" + option.meaning : "")) +
            "\n";
  return text;
}

// The node's names, as bash and zsh look them up.
std::string node_lines(const CompletionTables& tables, const std::function<std::string(const CompletionNode&)>& says) {
  std::string text = "  case \"$1\" in\n";
  for (const CompletionNode& node : tables.nodes) text += "    " + quoted(node.path) + ") " + says(node) + " ;;\n";
  return text + "  esac\n";
}

std::string names_below(const CompletionNode& node) {
  std::vector<std::string> names;
  for (const Command& below : node.below) names.push_back(below.name());
  return joined(names, " ");
}

// The walk from the first word to the one before the cursor, in the syntax that bash and zsh share. `is_below` tests
// whether the word is a command; `options` has the places of all options that the command takes, its own first.
std::string walk_lines(const CompletionTables& tables, std::string_view from, std::string_view end,
                       std::string_view is_below) {
  std::string text = "  _sallyport_command \"$at\"\n  options=(\"${own[@]}\")\n";
  text += "  for ((i = " + std::string(from) + "; i < " + std::string(end) + "; i++)); do\n";
  text += "    word=${words[i]}\n";
  text += "    case \"$before\" in " + joined(tables.with_value, "|") + ") before=; continue ;; esac\n";
  text += "    if [[ -n $word ]] && " + std::string(is_below) + "; then\n";
  text += "      at=\"$at $word\"\n      _sallyport_command \"$at\"\n";
  text +=
      "      if [[ -n $above ]]; then options=(\"${own[@]}\" \"${options[@]}\"); else options=(\"${own[@]}\"); fi\n";
  text += "    fi\n    before=$word\n  done\n";
  return text;
}

constexpr std::string_view kBashBody = R"(  for i in "${options[@]}"; do
    IFS='|' read -r names value <<<"${table[i]}"
    [[ " $known " == *" ${names%%,*} "* ]] && continue
    known+=" ${names//,/ }"
    [[ -n $before && ",$names," == *",$before,"* && $value != - ]] || continue
    case "$value" in
      @file) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
      @folder) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
      @any) COMPREPLY=() ;;
      *) mapfile -t COMPREPLY < <(compgen -W "${value//,/ }" -- "$current") ;;
    esac
    return
  done
  mapfile -t COMPREPLY < <(compgen -W "$below $known $plain" -- "$current")
  if [[ ${#COMPREPLY[@]} -eq 0 && $current != -* ]]; then
    compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}
complete -F _sallyport sallyport
)";

std::string bash_script(const CompletionTables& tables) {
  std::string text = "# bash completion for sallyport\n_sallyport_command() {\n  below='' own=() plain='' above=''\n";
  text += node_lines(tables, [](const CompletionNode& node) {
    return "below=" + quoted(names_below(node)) + " own=(" + places(node, 0) + ")" +
           (node.words.empty() ? "" : " plain=" + quoted(joined(node.words, " "))) +
           (node.takes_those_above ? " above=1" : "");
  });
  text += "}\n_sallyport() {\n  local table=(\n" + option_lines(tables, false) + "  )\n";
  text += "  local words=(\"${COMP_WORDS[@]}\") current=${COMP_WORDS[COMP_CWORD]} at=sallyport before='' known=''\n";
  text += "  local below own plain above options i word names value\n";
  text += walk_lines(tables, "1", "COMP_CWORD", R"([[ " $below " == *" $word "* ]])");
  return text.append(kBashBody);
}

// A name and its meaning for _describe. A colon would end the name, and no name has one.
std::string zsh_below(const CompletionNode& node) {
  std::string text;
  for (const Command& below : node.below) text += " " + quoted(below.name() + ":" + below.meaning());
  return text;
}

constexpr std::string_view kZshBody = R"(  known=($below $plain)
  for i in $options; do
    parts=("${(@s:|:)table[i]}")
    names=$parts[1] value=$parts[2] meaning=$parts[3] word=${parts[1]%%,*}
    (( ${known[(I)${(b)word}:*]} )) && continue
    for word in ${(s:,:)names}; do known+=("$word:$meaning"); done
    [[ -n $before && ",$names," == *",$before,"* && $value != - ]] || continue
    case "$value" in
      @file) _files ;;
      @folder) _files -/ ;;
      @any) _message value ;;
      *) compadd -- ${(s:,:)value} ;;
    esac
    return
  done
  _describe sallyport known || _files
}
if [ "$funcstack[1]" = _sallyport ]; then _sallyport "$@"; else compdef _sallyport sallyport; fi
)";

// The file may be found by the shell, which then calls it as the function, or be read by source.
std::string zsh_script(const CompletionTables& tables) {
  std::string text = "#compdef sallyport\n_sallyport_command() {\n  below=() own=() plain=() above=\n";
  text += node_lines(tables, [](const CompletionNode& node) {
    return "below=(" + zsh_below(node) + " ) own=(" + places(node, 1) + ")" +
           (node.words.empty() ? "" : " plain=(" + joined(node.words, " ") + ")") +
           (node.takes_those_above ? " above=1" : "");
  });
  text += "}\n_sallyport() {\n  local -a table=(\n" + option_lines(tables, true) + "  )\n";
  text += "  local -a below own plain options known parts\n";
  text += "  local at=sallyport before='' above i word names value meaning\n";
  text += walk_lines(tables, "2", "CURRENT", "(( ${below[(I)${(b)word}:*]} ))");
  return text.append(kZshBody);
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

std::string fish_node(const CompletionNode& node) {
  std::string meanings;
  for (const Command& below : node.below) meanings += " " + quoted(below.meaning());
  std::string text = "    case " + quoted(node.path) + "\n";
  if (!node.below.empty())
    text += "      set -g __sallyport_below " + names_below(node) + "\n      set -g __sallyport_said" + meanings + "\n";
  if (!node.options.empty()) text += "      set -g __sallyport_own " + places(node, 0) + "\n";
  if (!node.words.empty()) text += "      set -g __sallyport_plain " + joined(node.words, " ") + "\n";
  if (node.takes_those_above) text += "      set -g __sallyport_above 1\n";
  return text;
}

// __sallyport_read walks over the words, once for each line that is completed; the conditions below ask what it found.
constexpr std::string_view kFishWalk = R"(      set before ''
      continue
    end
    if contains -- "$word" $__sallyport_below
      set at "$at $word"
      __sallyport_command "$at"
      if test -n "$__sallyport_above"
        set -a taken $__sallyport_own
      else
        set taken $__sallyport_own
      end
    end
    set before $word
  end
  set -g __sallyport_taken $taken
end
function __sallyport_takes
  __sallyport_read
  contains -- $argv[1] $__sallyport_taken
end
function __sallyport_offers
  __sallyport_read
  test (count $__sallyport_below $__sallyport_plain) -gt 0
end
function __sallyport_words
  __sallyport_read
  for i in (seq (count $__sallyport_below))
    printf '%s\t%s\n' $__sallyport_below[$i] $__sallyport_said[$i]
  end
  for word in $__sallyport_plain
    echo $word
  end
end
complete -c sallyport -n __sallyport_offers -f -a '(__sallyport_words)'
)";

std::string fish_script(const CompletionTables& tables) {
  std::string text = "# fish completion for sallyport\nfunction __sallyport_command\n";
  for (const char* const name : {"below", "said", "own", "plain", "above"})
    text += "  set -g __sallyport_" + std::string(name) + "\n";
  text += "  switch $argv[1]\n";
  for (const CompletionNode& node : tables.nodes) text += fish_node(node);
  text += "  end\nend\nfunction __sallyport_read\n  set -l words (commandline -opc)\n";
  text += "  test \"$__sallyport_line\" = \"$words\"; and return\n  set -g __sallyport_line $words\n";
  text += "  set -l at sallyport\n  set -l before ''\n  __sallyport_command $at\n  set -l taken $__sallyport_own\n";
  text += "  for word in $words[2..-1]\n";
  text += "    if contains -- \"$before\" " + joined(tables.with_value, " ") + "\n";
  text.append(kFishWalk);
  for (std::size_t i = 0; i < tables.options.size(); ++i) {
    text += "complete -c sallyport -n '__sallyport_takes " + std::to_string(i) + "'";
    for (const std::string& name : tables.options[i].names)
      text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    text += fish_value(tables.options[i]) + " -d " + quoted(tables.options[i].meaning) + "\n";
  }
  return text;
}

}  // namespace

std::string completion_script(std::string_view shell, const Command& program) {
  const CompletionTables tables = completion_tables(program);
  if (shell == "bash") return bash_script(tables);
  return shell == "zsh" ? zsh_script(tables) : fish_script(tables);
}

}  // namespace sallyport::app
