// What every Markdown page of affekt is made of: rows and heads of tables, escaped cells.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace affekt {

/// A scalar as escaped text, anything else as compact JSON.
std::string markdown_value(const nlohmann::json& value);
/// @param cells  Markdown
std::string markdown_row(const std::vector<std::string>& cells);
/// The titles and the rule below: the first column to the left, the others to the right.
std::string markdown_head(const std::vector<std::string>& titles);
/// A report's notes (see note_list.h), as a quotation.
std::string markdown_notes(const nlohmann::json& notes);
/// The members of an object, one a line, keys in words. Empty without any.
std::string markdown_facts(const std::string& title, const nlohmann::json& object);

}  // namespace affekt
