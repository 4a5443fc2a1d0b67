#include "gateway/api_page.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "gateway/openapi_schema.h"
#include "http/html.h"

namespace sallyport::gateway {
namespace {

using http::html_escape;
using Shapes = std::map<std::string_view, const Shape*>;

constexpr std::string_view kPageStyle =
    "body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1rem;background:#fff;color:#161616}"
    "pre{background:#f4f4f4;padding:.5rem;overflow:auto}table{border-collapse:collapse;width:100%}"
    "td,th{border-bottom:1px solid #ddd;padding:.2rem .6rem;text-align:left;vertical-align:top}";

constexpr std::string_view kOwnPaths = "/api/sallyport/v1/";
constexpr std::string_view kSharedPaths = "/api/v1/";

void collect(const Shape& shape, Shapes& shapes) {
  if (!shapes.emplace(shape.name, &shape).second) return;
  for (const Field& field : shape.fields)
    if (field.of) collect(*field.of, shapes);
}

std::string link_to(const Shape& shape) {
  const std::string name = html_escape(shape.name);
  return "<a href=\"#" + name + "\">" + name + "</a>";
}

std::string_view words_for(Form form) {
  switch (form) {
    case Form::none:
    case Form::one:
      return {};
    case Form::settable:
      return "what may be set of ";
    case Form::page:
      return "a page of ";
    case Form::all:
    case Form::array:
      return "a list of ";
    case Form::ndjson:
      return "lines of ";
    case Form::history:
      return "versions";
    case Form::patch:
      return "a JSON Patch of ";
    case Form::text:
      return "text";
    case Form::anything:
      return "JSON";
    case Form::scim_user:
    case Form::scim_new_user:
      return "a user of SCIM";
    case Form::scim_group:
    case Form::scim_new_group:
      return "a group of SCIM";
    case Form::scim_users:
      return "users of SCIM";
    case Form::scim_groups:
      return "groups of SCIM";
  }
  return {};
}

std::string body_cell(const Body& body) {
  return std::string(words_for(body.form)) + (body.shape ? link_to(*body.shape) : std::string());
}

void table_row(std::string& html, const std::vector<std::string>& cells) {
  html += "<tr>";
  for (const std::string& cell : cells) html.append("<td>").append(cell).append("</td>");
  html += "</tr>\n";
}

std::string method_names(http::Methods methods) {
  std::string out;
  for (const http::MethodRow& row : http::kMethodTable)
    if (methods.contain(row.method)) out.append(out.empty() ? "" : " ").append(row.name);
  return out;
}

// A path that is always ours and stands for another one is left out: the page says once that there are such.
bool is_shown(const OwnRow& row, std::span<const OwnRow> all) {
  if (row.label != RouteClass::security_api) return false;
  const std::string_view path = row.path.text();
  if (!path.starts_with(kOwnPaths)) return true;
  const std::string_view rest = path.substr(kOwnPaths.size());
  return std::ranges::none_of(all, [&](const OwnRow& other) {
    const std::string_view text = other.path.text();
    return text.starts_with(kSharedPaths) && text.substr(kSharedPaths.size()) == rest;
  });
}

void print_rows(std::string& html, std::span<const OwnRow> rows, Shapes& shapes) {
  html += "<h2>Paths</h2><table><tr><th>Method</th><th>Path</th><th>Takes</th><th>Gives</th><th>For</th></tr>\n";
  for (const OwnRow& row : rows) {
    if (!is_shown(row, rows)) continue;
    for (const Body& body : {row.traits.takes, row.traits.gives})
      if (body.shape) collect(*body.shape, shapes);
    const bool is_open = row.who != OwnRows::Who::signed_in;
    table_row(html, {method_names(row.methods), "<code>" + html_escape(row.path.text()) + "</code>",
                     body_cell(row.traits.takes), body_cell(row.traits.gives),
                     is_open ? "everybody" : "whoever is signed in and may"});
  }
  html += "</table>\n";
}

void print_shapes(std::string& html, const Shapes& shapes) {
  html += "<h2>Bodies</h2>\n";
  for (const auto& [name, shape] : shapes) {
    const std::string title = html_escape(name);
    html.append("<h3 id=\"").append(title).append("\">").append(title).append("</h3><table>\n");
    for (const Field& field : shape->fields)
      table_row(html, {"<code>" + html_escape(field.name) + "</code>",
                       field.of ? link_to(*field.of) : html_escape(field.choices), html_escape(describe(field))});
    html += "</table>\n";
  }
}

void print_examples(std::string& html, std::string_view origin) {
  html.append("<h2>Examples</h2><p>They need two variables: <code>URL=")
      .append(html_escape(origin))
      .append("</code>, and in <code>TOKEN</code> the token of an administrator.</p>\n");
  for (const ApiExample& example : kApiExamples)
    html.append("<h3>")
        .append(html_escape(example.title))
        .append("</h3><pre>")
        .append(html_escape(example.command))
        .append("</pre>\n");
}

}  // namespace

PrintedPage print_api_page(std::span<const OwnRow> rows, std::string_view origin) {
  std::string html = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>The security API</title>";
  html.append("<meta name=\"viewport\" content=\"width=device-width\"><style>").append(kPageStyle);
  html.append("</style></head><body><h1>The security API</h1><p>For programs: <a href=\"openapi.json\">openapi.json")
      .append("</a>. Most paths below <code>/api/v1</code> are also below <code>/api/sallyport/v1</code>, where no ")
      .append("application behind this gateway takes them away.</p>\n");
  print_examples(html, origin);
  Shapes shapes;
  print_rows(html, rows, shapes);
  print_shapes(html, shapes);
  html += "</body></html>\n";
  std::string policy = "default-src 'none'; style-src 'sha256-" +
                       base64_encode(crypto::view(crypto::sha256(kPageStyle))) +
                       "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  return {std::move(html), std::move(policy)};
}

}  // namespace sallyport::gateway
