"""Files with their parent's permission: what they belong to says who may read them; here they are checked, kept and sent."""
