// The frame of every HTML page that affekt writes: one file, no network, no script; head, style, title,
// switch between light and dark, list of the sections.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace affekt {

struct PageSection {
  std::string id, title;  // what the list of the sections shows, and where it leads
};

struct PageFrame {
  std::string window_title;
  std::string title, lead;                 // plain text; the lead may be empty
  std::string overview = {}, body = {};    // markup: above and below the list of the sections
  std::vector<PageSection> sections = {};  // of the body
};

/// The page says itself, in a content security policy, that nothing may be loaded and no script may run: also
/// if markup from outside should ever get into it.
std::string render_page(const PageFrame& frame);

/// Whether render_page made it: only such a page may be replaced.
bool is_page_of_affekt(std::string_view html);

/// An id for a title, unlike those that are taken: "Where this comes from" gives "where-this-comes-from", a
/// second one "where-this-comes-from-2". It is added to `taken`.
std::string make_page_id(const std::string& title, std::vector<std::string>& taken);

}  // namespace affekt
