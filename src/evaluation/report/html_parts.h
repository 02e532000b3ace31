// What every HTML page of affekt is made of: the page itself, sections, tables, lists of facts.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace affekt {

/// A whole page: one file, no network, no script, light and dark as the reader has it.
/// @param title, body  HTML
std::string html_page(const std::string& title, const std::string& body);

/// @param title, lead, body  HTML
std::string html_section(const std::string& title, const std::string& lead, const std::string& body);

/// @param head  column titles, HTML; the first column of the rows is a row title
/// @param strong_column  the one that stands out; 0: none
std::string html_table(const std::vector<std::string>& head,
                       const std::vector<std::vector<std::string>>& rows, size_t strong_column = 1);

/// The members of an object, one a line, keys in words. Empty without any.
std::string html_facts(const std::string& title, const nlohmann::json& object);

/// A report's notes (see note_list.h), one box each.
std::string html_notes(const nlohmann::json& notes);

/// A scalar as escaped text, anything else as compact JSON.
std::string html_value(const nlohmann::json& value);

}  // namespace affekt
