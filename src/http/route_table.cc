#include "http/route_table.h"

namespace sallyport::http {
namespace {

using SegmentKind = PathTemplate::Kind;
using Shape = PathTemplate::Shape;

// Searches the sorted templates like a tree: templates that share their first `depth` segments are neighbours, and the
// next segment divides them further.
class Search {
 public:
  explicit Search(std::span<const PathTemplate> sorted) : sorted_(sorted) {}

  // `among` are templates that share their first `depth` segments. Returns those that match the rest of the path.
  TemplateRange find(TemplateRange among, std::size_t depth, std::string_view path) const {
    if (path.empty()) return narrow(among, depth, {SegmentKind::end, {}});
    const auto [segment, after] = split_segment(path);
    if (const auto found = descend(among, depth, {SegmentKind::literal, segment}, after); !found.empty()) return found;
    for (const SegmentKind kind : {SegmentKind::guid, SegmentKind::number, SegmentKind::text})
      if (accepts(kind, segment))
        if (const auto found = descend(among, depth, {kind, {}}, after); !found.empty()) return found;
    return narrow(among, depth, {SegmentKind::path, {}});
  }

 private:
  TemplateRange descend(TemplateRange among, std::size_t depth, Shape shape, std::string_view after) const {
    const TemplateRange narrowed = narrow(among, depth, shape);
    return narrowed.empty() ? narrowed : find(narrowed, depth + 1, after);
  }

  // Returns those of `among` whose segment at this depth has this shape.
  TemplateRange narrow(TemplateRange among, std::size_t depth, Shape shape) const {
    const auto part = sorted_.subspan(among.first, among.last - among.first);
    const auto found =
        std::ranges::equal_range(part, shape, {}, [depth](const PathTemplate& one) { return one.shape(depth); });
    const auto first = among.first + static_cast<std::size_t>(found.begin() - part.begin());
    return {first, first + found.size()};
  }

  std::span<const PathTemplate> sorted_;
};

}  // namespace

TemplateRange find_templates(std::span<const PathTemplate> sorted, std::string_view path) {
  if (!path.starts_with('/')) return {};
  return Search(sorted).find({0, sorted.size()}, 0, path);
}

}  // namespace sallyport::http
