"""What tests share: databases, the checked client, the browser and the page checker."""
