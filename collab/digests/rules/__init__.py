"""What updates decide: windows, items, links, limits and the words of mails."""
