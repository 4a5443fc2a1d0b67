#include "http/page.h"

#include "http/html.h"

namespace sallyport::http {
namespace {

// The common style sheet. Gateway and directory share it, so change the look here.
constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--paper:#f2f4f7;--card:#fff;--ink:#19202a;--soft:#55606d;--line:#dfe4ea;--edge:#78838f;--bad:#b3261e;--button:#1f4fd0;--on:#fff;--link:#1f4fd0;--shade:0 1px 2px #0f172a14,0 12px 32px -12px #0f172a2e}
@media(prefers-color-scheme:dark){:root{--paper:#0f1318;--card:#181e25;--ink:#e6eaee;--soft:#a5b0bb;--line:#2c3540;--edge:#808c98;--bad:#ff958c;--button:#8fb4ff;--on:#0a1c42;--link:#9bbcff;--shade:none}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
.notice{margin:0;padding:.5rem 1rem;background:#6d4300;color:#fff;text-align:center;font-size:.875rem;line-height:1.4}
.page{width:100%;max-width:32rem;margin:auto;padding:2.5rem 1rem}
.brand{display:flex;align-items:center;gap:.7rem;margin:0 .25rem 1.1rem;line-height:1.25}
.brand svg,.brand img{flex:none;display:block;height:2rem;width:auto;max-width:9rem}
.brand svg{fill:var(--link)}
.brand strong{display:block;font-weight:650}
.brand span{display:block;color:var(--soft);font-size:.875rem}
main{padding:1.75rem;background:var(--card);border:1px solid var(--line);border-radius:.9rem;box-shadow:var(--shade)}
h1{margin:0 0 .75rem;font-size:1.4rem;line-height:1.25;font-weight:650;letter-spacing:-.01em;text-wrap:balance}
p{margin:0 0 .75rem}
main>:last-child,form>:last-child{margin-bottom:0}
ul{margin:0 0 .75rem;padding-left:1.25rem}
.soft{color:var(--soft);font-size:.925rem}
dl{margin:1.25rem 0;border-top:1px solid var(--line)}
dl div{display:grid;grid-template-columns:8.5rem 1fr;gap:0 1rem;padding:.6rem 0;border-bottom:1px solid var(--line)}
dt{color:var(--soft);font-size:.925rem}
dd{margin:0;grid-column:2}
label{display:block;margin:1rem 0 .35rem;font-weight:550}
input{width:100%;min-height:2.75rem;padding:.5rem .75rem;font:inherit;color:inherit;background:var(--card);border:1px solid var(--edge);border-radius:.5rem}
input[aria-invalid=true]{border-color:var(--bad)}
.choice{display:flex;align-items:center;gap:.6rem;font-weight:400}
.choice input{flex:none;width:1.25rem;min-height:1.25rem;margin:0;accent-color:var(--button)}
.actions,.row{display:flex;flex-wrap:wrap;gap:.6rem;margin:1.5rem 0 0}
.actions a,.row a,button{display:inline-flex;align-items:center;justify-content:center;min-height:2.75rem;padding:.5rem 1.15rem;font:inherit;font-weight:550;text-align:center;text-decoration:none;color:var(--ink);background:none;border:1px solid var(--edge);border-radius:.5rem;cursor:pointer}
.actions>:first-child{color:var(--on);background:var(--button);border-color:var(--button)}
.actions a:hover,.row a:hover,button:hover{filter:brightness(1.08)}
.accounts{list-style:none;margin:1.25rem 0 0;padding:0}
.accounts button{width:100%;justify-content:flex-start;gap:.9rem;margin-bottom:.6rem;padding:.65rem .9rem;text-align:left}
.accounts b{flex:none;display:grid;place-items:center;width:2.4rem;height:2.4rem;border-radius:50%;color:var(--on);background:var(--button);font-weight:600}
.accounts span span{display:block;font-weight:400}
.complaint{margin:1rem 0;padding:.15rem 0 .15rem .9rem;border-left:3px solid var(--bad)}
.complaint a{color:var(--bad)}
.complaint p{margin:0}
.chip{display:inline-block;margin:.1rem .3rem .1rem 0;padding:0 .65rem;border:1px solid var(--edge);border-radius:1rem;font-size:.925rem}
code{font:.925em/1.5 ui-monospace,SFMono-Regular,Consolas,monospace}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
footer{display:flex;flex-wrap:wrap;gap:.15rem 1.25rem;margin:1rem .25rem 0;color:var(--soft);font-size:.8125rem}
footer a{color:inherit}
iframe{display:none}
@media(max-width:30rem){.page{padding:1.5rem 1rem}main{padding:1.25rem}dl div{display:block}.actions>*,.row>*{flex:1 1 100%}}
)";

// Sallyport's mark: a wall with a small arched door in it.
constexpr std::string_view kMark =
    "<svg viewBox=\"0 0 32 32\" width=\"32\" height=\"32\" aria-hidden=\"true\" focusable=\"false\"><path d=\"M3 6a1 1 "
    "0 "
    "0 1 1-1h4a1 1 0 0 1 1 1v3h4V6a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1v3h4V6a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1v20a1 1 0 0 1-1 "
    "1h-7v-6a5 5 0 0 0-10 0v6H4a1 1 0 0 1-1-1z\"/></svg>";

// In dark mode a dark accent differs little from the card, so the main button keeps a visible border.
std::string accent_style(std::string_view accent) {
  const AccentColours colours = accent_colours(accent);
  return ":root{--button:" + colours.button + ";--on:" + colours.on_button + ";--link:" + colours.link_light +
         "}@media(prefers-color-scheme:dark){:root{--link:" + colours.link_dark +
         "}.actions>:first-child{border-color:var(--edge)}}";
}

std::string_view name_of(const PageBrand& brand) {
  return brand.name.empty() ? std::string_view("Sallyport") : std::string_view(brand.name);
}

std::string brand_line(const PageBrand& brand) {
  std::string out = "<header class=\"brand\">";
  if (brand.logo.starts_with("data:image/"))
    out += "<img src=\"" + html_escape(brand.logo) + "\" alt=\"\">";
  else
    out += kMark;
  out += "<div><strong>" + html_escape(name_of(brand)) + "</strong>";
  if (!brand.company.empty()) out += "<span>" + html_escape(brand.company) + "</span>";
  return out + "</div></header>";
}

std::string footer_line(std::string_view text, std::string_view support_link) {
  const bool has_link = support_link.starts_with("https://") || support_link.starts_with("mailto:");
  if (text.empty() && !has_link) return {};
  std::string out = "<footer>";
  if (!text.empty()) out += "<span>" + html_escape(text) + "</span>";
  if (has_link) out += "<a href=\"" + html_escape(support_link) + "\">Get help</a>";
  return out + "</footer>";
}

}  // namespace

std::vector<std::string> page_styles(const PageBrand& brand) {
  std::vector<std::string> styles{std::string(kStyle)};
  if (is_accent(brand.accent)) styles.push_back(accent_style(brand.accent));
  return styles;
}

std::string print_page(const PageFrame& frame, const PageBrand& brand) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" "
      "content=\"noindex\">"
      "<title>" +
      html_escape(frame.title) + " \u2013 " + html_escape(name_of(brand)) + "</title>";
  for (const std::string& style : page_styles(brand)) html.append("<style>").append(style).append("</style>");
  html.append("</head><body>");
  if (!frame.notice.empty())
    html.append("<p class=\"notice\" role=\"note\">").append(html_escape(frame.notice)).append("</p>");
  html.append("<div class=\"page\">").append(brand_line(brand)).append("<main>").append(frame.body).append("</main>");
  return html.append(footer_line(frame.footer, brand.support_link)).append("</div></body></html>\n");
}

}  // namespace sallyport::http
